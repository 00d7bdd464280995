package io.millrace.ingest.record;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;

/**
 * Calls the functions that keep records, at intervals, on a thread of its own. Each call takes a batch and commits; what stands
 * in its way is tried again the next time. Several workers may run it: the functions let one work at a time. Thread-safe.
 */
@Component
public final class RecordKeeping implements SmartInitializingSingleton, DisposableBean {

    /** So long, and a transaction's length, an audit row may lie unsealed. */
    private static final Duration SEALING = Duration.ofSeconds(5);

    private static final Duration RETENTION = Duration.ofMinutes(10);
    private static final Duration STATISTICS = Duration.ofMinutes(10);

    /** Calls in a row, so that one that is far behind lets the others have their turn. */
    private static final int MAX_BATCHES = 100;

    private static final Logger log = LoggerFactory.getLogger(RecordKeeping.class);

    private final DSLContext database;
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("millrace-ingest-records").daemon().factory());

    RecordKeeping(DSLContext database) {
        this.database = database;
    }

    @Override
    public void afterSingletonsInstantiated() {
        schedule("the audit log could not be sealed now", this::seal, SEALING);
        schedule("rows past retention could not be removed now", this::applyRetention, RETENTION);
        schedule("the statistics of chunks could not be refreshed now", this::refreshStatistics, STATISTICS);
    }

    private void schedule(String failure, Runnable work, Duration pause) {
        Runnable guarded = () -> {
            try {
                work.run();
            } catch (DataAccessException e) {
                log.atWarn()
                        .addKeyValue("error", String.valueOf(e.getMessage()))
                        .log(failure);
            }
        };
        var _ = executor.scheduleWithFixedDelay(guarded, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Seals what is not sealed yet.
     *
     * @return how many rows
     * @throws DataAccessException if the database did not take it; what was sealed before stays so
     */
    public long seal() {
        return untilNothingIsLeft(DSL.function("audit_seal", SQLDataType.BIGINT));
    }

    /**
     * Removes rows past their table's retention.
     *
     * @return how many rows
     * @throws DataAccessException if the database did not take it; what was removed before stays so
     */
    public long applyRetention() {
        return untilNothingIsLeft(DSL.function("retention_apply", SQLDataType.BIGINT));
    }

    private long untilNothingIsLeft(Field<Long> batch) {
        long all = 0;
        for (int i = 0; i < MAX_BATCHES; i++) {
            Long done = database.select(batch).fetchSingle().value1();
            if (done == null || done == 0) {
                break;
            }
            all += done;
        }
        return all;
    }

    private void refreshStatistics() {
        database.select(DSL.function("refresh_collection_chunking_stats", SQLDataType.OTHER))
                .fetch();
    }

    @Override
    public void destroy() {
        executor.shutdownNow();
    }
}
