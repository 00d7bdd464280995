package io.millrace.ingest.relay;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Pauses that double up to a bound, each cut by up to a half, so that instances do not come back as one. */
final class Backoff {

    private static final int MOST_DOUBLINGS = 20;

    private final Duration min;
    private final Duration max;
    private final RandomGenerator random;
    private int failures;

    Backoff(Duration min, Duration max, RandomGenerator random) {
        this.min = min;
        this.max = max;
        this.random = random;
    }

    Duration next() {
        Duration full = min.multipliedBy(1L << Math.min(failures, MOST_DOUBLINGS));
        failures++;
        Duration bounded = full.compareTo(max) > 0 ? max : full;
        return Duration.ofNanos((long) (bounded.toNanos() * (0.5 + random.nextDouble() / 2)));
    }

    void reset() {
        failures = 0;
    }
}
