package io.millrace.benchmarks.report;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A report for people: a table, what bounds each figure, and the machine. */
public final class TableReport {

    private static final List<String> HEADER =
            List.of("benchmark", "figure", "unit", "ours", "spread", "raw limit", "spread", "ratio", "target", "");

    private TableReport() {}

    public static void print(Report report, PrintWriter out) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADER);
        for (BenchmarkResult result : report.results()) {
            String name = result.name();
            for (Figure figure : result.figures()) {
                rows.add(row(name, figure));
                name = "";
            }
        }
        if (rows.size() > 1) {
            printAligned(rows, out);
        }
        out.println();
        for (BenchmarkResult result : report.results()) {
            result.failure().ifPresent(sentence -> out.println(result.name() + " FAILED: " + sentence));
            result.bounds().forEach(sentence -> out.println(result.name() + ": " + sentence));
        }
        out.println();
        out.println(
                "Each figure is the median of the measured rounds, the spread their least and greatest. Ratio: ours over"
                        + " the raw limit.");
        out.println("Machine: " + report.machine().describe() + ".");
        out.println(String.format(
                Locale.ROOT, "Load average: %.2f before, %.2f after.", report.loadBefore(), report.loadAfter()));
        out.println("Settings: " + settings(report.settings()) + ".");
        out.flush();
    }

    private static List<String> row(String benchmark, Figure figure) {
        String raw = figure.limit()
                .map(limit -> Numbers.rounded(limit.sample().median()) + " " + limit.name())
                .orElse("-");
        String rawSpread = figure.limit().map(limit -> spread(limit.sample())).orElse("");
        String ratio = figure.ratio().isPresent()
                ? String.format(Locale.ROOT, "%.2f", figure.ratio().getAsDouble())
                : "-";
        return List.of(
                benchmark,
                figure.name(),
                figure.unit().symbol(),
                Numbers.rounded(figure.ours().median()),
                spread(figure.ours()),
                raw,
                rawSpread,
                ratio,
                figure.target().text(),
                figure.met().map(met -> met ? "met" : "MISSED").orElse(""));
    }

    private static String spread(Sample sample) {
        return Numbers.rounded(sample.min()) + ".." + Numbers.rounded(sample.max());
    }

    private static String settings(Map<String, String> settings) {
        return new TreeMap<>(settings)
                .entrySet().stream()
                        .map(option -> option.getKey() + " " + option.getValue())
                        .collect(Collectors.joining(", "));
    }

    private static void printAligned(List<List<String>> rows, PrintWriter out) {
        int[] widths = IntStream.range(0, HEADER.size())
                .map(column -> rows.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < widths.length; column++) {
                String cell = row.get(column);
                line.append(cell).repeat(' ', widths[column] - cell.length() + 2);
            }
            out.println(line.toString().stripTrailing());
        }
    }
}
