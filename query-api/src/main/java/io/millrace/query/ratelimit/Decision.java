package io.millrace.query.ratelimit;

import java.time.Duration;

/**
 * Whether somebody may go on.
 *
 * @param remaining requests that would still be let through now
 * @param untilFull until as many would be as ever are
 * @param retryAfter until one would be; zero if this one is
 */
record Decision(boolean allowed, long remaining, Duration untilFull, Duration retryAfter) {

    /** In seconds, rounded up, at least one: an earlier request would be refused again. */
    static long seconds(Duration wait) {
        return Math.max(1, wait.plusMillis(999).toSeconds());
    }
}
