package io.millrace.benchmarks.report;

import io.millrace.benchmarks.machine.Machine;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A whole run.
 *
 * @param settings what was asked for, by option name
 * @param loadBefore load average of the last minute before the run; negative when the system does not tell
 */
public record Report(
        Instant measuredAt,
        Machine machine,
        double loadBefore,
        double loadAfter,
        Map<String, String> settings,
        List<BenchmarkResult> results) {

    public Report {
        settings = Map.copyOf(settings);
        results = List.copyOf(results);
    }

    public boolean failed() {
        return results.stream().anyMatch(result -> result.failure().isPresent());
    }
}
