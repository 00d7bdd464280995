package io.millrace.query.ratelimit;

import java.time.Duration;

/**
 * How much is given: a bucket of tokens that fills evenly.
 *
 * @param requestsPerMinute how fast it fills; 0 for no limit
 * @param burst how much it holds; 0 for as much as comes in a minute
 */
record Rate(int requestsPerMinute, int burst) {

    static final Duration WINDOW = Duration.ofMinutes(1);

    Rate {
        if (requestsPerMinute < 0 || burst < 0) {
            throw new IllegalArgumentException("requests-per-minute and burst must not be negative");
        }
        burst = burst == 0 ? requestsPerMinute : burst;
    }

    boolean isUnlimited() {
        return requestsPerMinute == 0;
    }

    /** From empty to full. */
    Duration refill() {
        return isUnlimited() ? Duration.ZERO : WINDOW.multipliedBy(burst).dividedBy(requestsPerMinute);
    }
}
