package io.millrace.local.demo;

import java.util.ArrayList;
import java.util.List;

/** Text for lines of a terminal; widths in UTF-16 code units, which the sample corpus uses one of per column. */
final class Layout {
    private Layout() {}

    /** One line: blanks are single, and what is too long ends in an ellipsis at a word's end. */
    static String clip(String text, int width) {
        String line = text.strip().replaceAll("\\s+", " ");
        if (line.length() <= width) {
            return line;
        }
        int end = line.lastIndexOf(' ', width - 2);
        return line.substring(0, end < width / 2 ? width - 2 : end) + " …";
    }

    /** Lines of at most {@code width}, broken between words; a longer word has a line of its own. Never empty. */
    static List<String> wrap(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.strip().split("\\s+", -1)) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
