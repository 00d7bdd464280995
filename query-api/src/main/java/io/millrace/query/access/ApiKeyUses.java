package io.millrace.query.access;

import static io.millrace.schemas.jooq.Tables.API_KEYS;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jooq.Query;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * When keys were last used: noted by requests, and written off their path in one batch every few seconds, each key at most
 * once a minute. What a crash or an outage loses is a time, and the next use brings it back. Thread-safe.
 */
@Component
class ApiKeyUses {

    private static final Logger log = LoggerFactory.getLogger(ApiKeyUses.class);

    private static final Duration WRITE_EVERY = Duration.ofSeconds(3);
    private static final Duration EACH_AT_MOST = Duration.ofMinutes(1);
    private static final int MAX_ENTRIES = 100_000;

    private final CallerTransactions transactions;
    private final Clock clock;
    private final Map<UUID, Instant> waiting = new ConcurrentHashMap<>();
    private final Cache<UUID, Boolean> written = Caffeine.newBuilder()
            .expireAfterWrite(EACH_AT_MOST)
            .maximumSize(MAX_ENTRIES)
            .build();
    private final ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("api-key-uses").factory());

    private final ScheduledFuture<?> writing;

    ApiKeyUses(CallerTransactions transactions, Clock clock) {
        this.transactions = transactions;
        this.clock = clock;
        this.writing = writer.scheduleWithFixedDelay(
                this::write, WRITE_EVERY.toMillis(), WRITE_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Costs a request a look into a map. */
    void note(UUID key) {
        if (written.getIfPresent(key) == null && waiting.size() < MAX_ENTRIES) {
            waiting.put(key, clock.instant());
        }
    }

    private void write() {
        Map<UUID, Instant> batch = new HashMap<>(waiting);
        if (batch.isEmpty()) {
            return;
        }
        try {
            transactions.in(
                    Caller.SYSTEM,
                    dsl -> dsl.batch(batch.entrySet().stream()
                                    .map(use -> (Query) dsl.update(API_KEYS)
                                            .set(API_KEYS.LAST_USED_AT, use.getValue())
                                            .where(API_KEYS.ID.eq(use.getKey())))
                                    .toList())
                            .execute());
            batch.forEach((key, time) -> {
                written.put(key, true);
                waiting.remove(key, time);
            });
        } catch (RuntimeException e) {
            // The next round tries again: nothing that a caller asked for depends on it.
            log.atDebug().setCause(e).log("the last use of API keys could not be written");
        }
    }

    @PreDestroy
    void close() {
        writing.cancel(false);
        writer.shutdown();
    }
}
