package io.millrace.benchmarks;

import io.millrace.benchmarks.report.Sample;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/** Times of single operations, one histogram per round. Thread-safe. */
public final class Latencies {

    private static final long LONGEST_NANOS = 120_000_000_000L;
    private static final int SIGNIFICANT_DIGITS = 3;
    private static final double MILLISECOND = 1e6;
    private static final double P50 = 50;
    private static final double P99 = 99;

    private final List<Histogram> rounds = new ArrayList<>();

    /** What is recorded from now on belongs to a new round. */
    public synchronized void beginRound() {
        rounds.add(new Histogram(LONGEST_NANOS, SIGNIFICANT_DIGITS));
    }

    /** Longer times than two minutes count as two minutes; negative ones, which only clocks can make, as none. */
    public synchronized void record(long nanos) {
        rounds.getLast().recordValue(Math.clamp(nanos, 0, LONGEST_NANOS));
    }

    /** Milliseconds that half of the operations took at most, per round. */
    public Sample p50() {
        return percentile(P50);
    }

    /** Milliseconds that 99 of 100 operations took at most, per round. */
    public Sample p99() {
        return percentile(P99);
    }

    /** The longest of each round, in milliseconds. */
    public Sample max() {
        return percentile(100);
    }

    private synchronized Sample percentile(double percentile) {
        return new Sample(rounds.stream()
                .map(round -> round.getValueAtPercentile(percentile) / MILLISECOND)
                .toList());
    }
}
