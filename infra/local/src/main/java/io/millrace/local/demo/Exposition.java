package io.millrace.local.demo;

import java.util.List;
import java.util.OptionalDouble;

/**
 * Metrics in Prometheus's text format (<a
 * href="https://prometheus.io/docs/instrumenting/exposition_formats/">exposition formats</a>), without timestamps.
 */
record Exposition(String text) {

    /** The sum of a metric's series that have all of these {@code name="value"} labels; empty when there is none. */
    OptionalDouble sum(String metric, String... labels) {
        List<Double> values = text.lines()
                .filter(line -> line.startsWith(metric + "{") || line.startsWith(metric + " "))
                .filter(line -> List.of(labels).stream()
                        .allMatch(label -> line.contains("{" + label) || line.contains("," + label)))
                .map(line -> Double.valueOf(line.substring(line.lastIndexOf(' ') + 1)))
                .toList();
        return values.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(
                        values.stream().mapToDouble(Double::doubleValue).sum());
    }
}
