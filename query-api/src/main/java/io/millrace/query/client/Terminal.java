package io.millrace.query.client;

import java.io.PrintWriter;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Standard output: JSON as it came, or text that fits the terminal. */
final class Terminal {

    private static final int DEFAULT_WIDTH = 100;
    private static final int MIN_WIDTH = 40;
    private static final JsonMapper PRETTY =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final PrintWriter out;
    private final int width;

    Terminal(PrintWriter out, Map<String, String> environment) {
        this.out = out;
        this.width = width(environment.getOrDefault("COLUMNS", ""));
    }

    private static int width(String columns) {
        return columns.matches("[0-9]{2,4}") ? Math.max(MIN_WIDTH, Integer.parseInt(columns)) : DEFAULT_WIDTH;
    }

    void json(JsonNode node) {
        out.println(PRETTY.writeValueAsString(node));
        out.flush();
    }

    void line(String text) {
        out.println(printable(text));
        out.flush();
    }

    /** Columns as wide as their widest cell; a right-aligned one has a header that begins with a blank. */
    void table(List<String> header, List<List<String>> rows) {
        List<List<String>> all = new ArrayList<>();
        all.add(header);
        all.addAll(rows);
        int[] widths = new int[header.size()];
        for (List<String> row : all) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], printable(row.get(i)).strip().length());
            }
        }
        for (List<String> row : all) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String cell = printable(row.get(i)).strip();
                String gap = " ".repeat(widths[i] - cell.length());
                line.append(i == 0 ? "" : "  ");
                line.append(header.get(i).startsWith(" ") ? gap + cell : cell + gap);
            }
            out.println(line.toString().stripTrailing());
        }
        out.flush();
    }

    /** Text broken at words, indented, at most this many lines. */
    void paragraph(String text, int indent, int maxLines) {
        String flat = printable(text).replaceAll("\\s+", " ").strip();
        int room = width - indent;
        BreakIterator breaks = BreakIterator.getLineInstance(Locale.ROOT);
        breaks.setText(flat);
        int from = 0;
        for (int line = 1; from < flat.length() && line <= maxLines; line++) {
            int to = flat.length();
            if (to - from > room) {
                int wanted = breaks.preceding(from + room + 1);
                to = wanted <= from ? from + room : wanted;
            }
            boolean cut = line == maxLines && to < flat.length();
            String shown = flat.substring(from, to).stripTrailing();
            out.println(" ".repeat(indent)
                    + (cut
                            ? shown.substring(0, Math.min(shown.length(), room - 2))
                                            .stripTrailing() + " …"
                            : shown));
            from = to;
        }
        out.flush();
    }

    /** What a document says must not move the cursor or change colours. */
    private static String printable(String text) {
        return text.codePoints()
                .map(c -> Character.isISOControl(c) ? ' ' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
