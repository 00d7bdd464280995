package io.millrace.local.demo;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An article's Markdown. */
record Article(String markdown) {
    /** The title, a blank line, and the paragraph below it. */
    private static final Pattern OPENING = Pattern.compile("\\A# [^\n]+\n\n[^\n#|`>*-][^\n]*(?:\n[^\n]+)*");

    /**
     * The article with one sentence more at the end of its first paragraph.
     *
     * @throws DemoFailedException if it does not begin with a title and a paragraph
     */
    Article withSentence(String sentence) {
        Matcher opening = OPENING.matcher(markdown);
        if (!opening.find()) {
            throw new DemoFailedException("The article to edit does not begin with a title and a paragraph.");
        }
        return new Article(markdown.substring(0, opening.end()) + "\n" + sentence + markdown.substring(opening.end()));
    }
}
