package io.millrace.sync.retry;

import java.time.Duration;

/** Lets a failure that repeats itself be logged at once, and then every half minute. Not thread-safe. */
public final class LogThrottle {

    private static final Duration QUIET = Duration.ofSeconds(30);

    private long last = System.nanoTime() - QUIET.toNanos();

    /** Whether it is time; if so, the next time is half a minute later. */
    public boolean passes() {
        long now = System.nanoTime();
        if (now - last < QUIET.toNanos()) {
            return false;
        }
        last = now;
        return true;
    }
}
