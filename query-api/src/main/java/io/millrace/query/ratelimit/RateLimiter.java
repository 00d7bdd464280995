package io.millrace.query.ratelimit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A token bucket for each of many. One that was not used for as long as it takes to fill is full, and is forgotten; beyond a
 * number of them the least used are. Never waits. Thread-safe.
 */
final class RateLimiter<K> {

    private static final int MOST = 10_000;

    private final Function<K, Rate> rates;
    private final TimeMeter clock;
    private final Cache<K, Bucket> buckets;

    /**
     * @param rates of each, always the same for the same
     * @param longestRefill no rate takes longer from empty to full
     */
    RateLimiter(Function<K, Rate> rates, Duration longestRefill, TimeMeter clock) {
        this.rates = rates;
        this.clock = clock;
        this.buckets = Caffeine.newBuilder()
                .expireAfterAccess(longestRefill.plusSeconds(1))
                .maximumSize(MOST)
                .build();
    }

    static <K> RateLimiter<K> of(Rate rate, TimeMeter clock) {
        return new RateLimiter<>(key -> rate, rate.refill(), clock);
    }

    /** Takes one, if there is one. */
    Decision take(K key) {
        ConsumptionProbe probe = bucket(key).tryConsumeAndReturnRemaining(1);
        return new Decision(
                probe.isConsumed(),
                probe.getRemainingTokens(),
                Duration.ofNanos(probe.getNanosToWaitForReset()),
                Duration.ofNanos(probe.getNanosToWaitForRefill()));
    }

    /** What was taken is not to count. */
    void giveBack(K key) {
        @Nullable Bucket bucket = buckets.getIfPresent(key);
        if (bucket != null) {
            bucket.addTokens(1);
        }
    }

    private Bucket bucket(K key) {
        return buckets.get(key, missing -> {
            Rate rate = rates.apply(missing);
            return Bucket.builder()
                    .addLimit(limit -> limit.capacity(rate.burst()).refillGreedy(rate.requestsPerMinute(), Rate.WINDOW))
                    .withCustomTimePrecision(clock)
                    .build();
        });
    }
}
