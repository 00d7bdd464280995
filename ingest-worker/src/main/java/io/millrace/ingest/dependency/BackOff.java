package io.millrace.ingest.dependency;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait before asking a dependency again: doubling from a tenth of a second to half a minute, of which a random
 * part between half and all, so that many workers do not ask at once. Never less than the dependency asked for.
 */
public record BackOff(Duration first, Duration longest) {

    public static final BackOff DEFAULT = new BackOff(Duration.ofMillis(100), Duration.ofSeconds(30));

    /** @param attempt 1 after the first failure */
    public Duration delay(int attempt, DependencyUnavailableException failure) {
        long full = first.toMillis() << Math.min(attempt - 1, 20);
        long capped = Math.min(full, longest.toMillis());
        Duration jittered = Duration.ofMillis(ThreadLocalRandom.current().nextLong(capped / 2, capped + 1));
        return failure.retryAfter()
                .filter(asked -> asked.compareTo(jittered) > 0)
                .orElse(jittered);
    }
}
