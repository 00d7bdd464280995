package io.millrace.query.conversation;

import io.millrace.query.problem.Violations;
import org.jspecify.annotations.Nullable;

/** What a conversation is called: chosen, or the beginning of its first message. */
record ConversationTitle(String text, boolean automatic) {

    static final int MAX_LENGTH = 200;

    private static final int AUTOMATIC_LENGTH = 60;

    private static final String UNTITLED = "Untitled";

    static ConversationTitle untitled() {
        return new ConversationTitle(UNTITLED, true);
    }

    static ConversationTitle chosen(String text) {
        return new ConversationTitle(text.strip(), false);
    }

    /** The first words, cut between two of them where there are two. */
    static ConversationTitle ofMessage(String content) {
        String line = content.strip().replaceAll("\\s+", " ");
        if (line.isEmpty()) {
            return untitled();
        }
        if (line.codePointCount(0, line.length()) <= AUTOMATIC_LENGTH) {
            return new ConversationTitle(line, true);
        }
        String cut = line.substring(0, line.offsetByCodePoints(0, AUTOMATIC_LENGTH));
        int space = cut.lastIndexOf(' ');
        return new ConversationTitle((space > 0 ? cut.substring(0, space) : cut) + "…", true);
    }

    static void validate(Violations violations, @Nullable String title) {
        violations.require(
                title != null && !title.isBlank() && title.length() <= MAX_LENGTH && title.indexOf('\0') < 0,
                "/title",
                "title must have 1 to " + MAX_LENGTH + " characters.");
    }
}
