package io.millrace.ingest.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(3), new Random(1));

    @Test
    void pausesDoubleUpToTheBoundAndAreCutByAtMostAHalf() {
        for (long full : new long[] {100, 200, 400, 800, 1600, 3000, 3000}) {
            assertThat(backoff.next()).isBetween(Duration.ofMillis(full / 2), Duration.ofMillis(full));
        }
    }

    @Test
    void manyFailuresDoNotOverflow() {
        for (int i = 0; i < 100; i++) {
            assertThat(backoff.next()).isPositive().isLessThanOrEqualTo(Duration.ofSeconds(3));
        }
    }

    @Test
    void afterResetPausesAreShortAgain() {
        backoff.next();
        backoff.next();
        backoff.reset();
        assertThat(backoff.next()).isLessThanOrEqualTo(Duration.ofMillis(100));
    }
}
