package io.millrace.sync.retry;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait before the next attempt: doubling from {@code first} to {@code most}, half of it random, so that
 * workers that failed together do not return together.
 */
public record BackOff(Duration first, Duration most) {

    /** Quick enough for a collection that is just being made, slow enough for a server that is down all night. */
    public static final BackOff DEFAULT = new BackOff(Duration.ofMillis(50), Duration.ofSeconds(5));

    public BackOff {
        if (first.isNegative() || first.isZero() || most.compareTo(first) < 0) {
            throw new IllegalArgumentException("a back-off rises from above zero, not from " + first + " to " + most);
        }
    }

    /** @param failures how many attempts have failed, from 1 */
    public Duration after(int failures) {
        long doubled = first.toNanos() << Math.min(failures - 1, 30);
        long bound = doubled <= 0 ? most.toNanos() : Math.min(doubled, most.toNanos());
        return Duration.ofNanos(bound / 2 + ThreadLocalRandom.current().nextLong(bound / 2 + 1));
    }
}
