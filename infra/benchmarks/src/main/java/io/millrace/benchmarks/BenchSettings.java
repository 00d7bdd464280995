package io.millrace.benchmarks;

import io.millrace.benchmarks.collection.BenchCollection;
import io.millrace.benchmarks.corpus.SyntheticCorpus;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is measured, and how often.
 *
 * @param points rows, events and points of each round
 * @param rounds measured rounds of each side; some more of each warm up
 * @param rate documents a second while latency is measured
 * @param latencyTime how long latency is measured
 */
public record BenchSettings(int points, int dimension, int rounds, long seed, int rate, Duration latencyTime) {

    /** Compiling goes on for long, and takes processors from what is measured. */
    private static final int WARM_UP_RECORDS = 120_000;

    private static final int LEAST_WARM_UP_ROUNDS = 2;

    /** A corpus that is the same for the same seed. */
    public SyntheticCorpus corpus() {
        return new SyntheticCorpus(seed, dimension, BenchCollection.modelName(dimension));
    }

    /** The first round: those up to 0 warm up. */
    public int firstRound() {
        return 1 - Math.max(LEAST_WARM_UP_ROUNDS, Math.ceilDiv(WARM_UP_RECORDS, points));
    }

    /** How long one side of one round may take: a thousandth of what any machine does. */
    public Duration roundBound() {
        return Duration.ofMinutes(2).plusMillis(20L * points);
    }

    /** By option name, for reports. */
    Map<String, String> asOptions() {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("points", Integer.toString(points));
        options.put("dimension", Integer.toString(dimension));
        options.put("rounds", Integer.toString(rounds));
        options.put("seed", Long.toString(seed));
        options.put("rate", rate + "/s");
        options.put("latency-time", latencyTime.toSeconds() + "s");
        return options;
    }
}
