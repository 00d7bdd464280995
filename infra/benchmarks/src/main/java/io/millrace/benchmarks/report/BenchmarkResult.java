package io.millrace.benchmarks.report;

import java.util.List;
import java.util.Optional;

/**
 * What one benchmark says.
 *
 * @param bounds what bounds its figures, in sentences made of measured numbers
 * @param failure why there are no figures, in one sentence
 */
public record BenchmarkResult(String name, List<Figure> figures, List<String> bounds, Optional<String> failure) {

    public BenchmarkResult {
        figures = List.copyOf(figures);
        bounds = List.copyOf(bounds);
    }

    public static BenchmarkResult measured(String name, List<Figure> figures, List<String> bounds) {
        return new BenchmarkResult(name, figures, bounds, Optional.empty());
    }

    public static BenchmarkResult failed(String name, String sentence) {
        return new BenchmarkResult(name, List.of(), List.of(), Optional.of(sentence));
    }
}
