package io.millrace.ingest.document;

import static io.millrace.schemas.jooq.Tables.AUDIT_LOGS;
import static io.millrace.schemas.jooq.Tables.DOCUMENTS;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jooq.BatchBindStep;
import org.jooq.DSLContext;
import org.jooq.Record4;
import org.jooq.Result;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Purges documents whose deletion is past retention: the oldest first, so many in a run at most, each with its audit row.
 * Several workers do it side by side without waiting for each other. A purge changes neither version nor points: the points
 * went with the deletion. Thread-safe.
 */
public final class DocumentRetention implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(DocumentRetention.class);

    private final DSLContext database;
    private final RetentionProperties properties;
    private final Clock clock;
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("millrace-ingest-retention").daemon().factory());

    DocumentRetention(DSLContext database, RetentionProperties properties, Clock clock) {
        this.database = database;
        this.properties = properties;
        this.clock = clock;
    }

    void start() {
        long interval = properties.pause().toMillis();
        var _ = executor.scheduleWithFixedDelay(this::run, interval, interval, TimeUnit.MILLISECONDS);
    }

    private void run() {
        try {
            int purged = purge();
            if (purged > 0) {
                log.atInfo().addKeyValue("documents", purged).log("deleted documents past retention were purged");
            }
        } catch (DataAccessException e) {
            log.atWarn().setCause(e).log("deleted documents past retention could not be purged now");
        }
    }

    /**
     * One run.
     *
     * @return how many documents were purged
     * @throws DataAccessException if the database did not take it: nothing was purged, or all
     */
    public int purge() {
        Instant deletedBefore = clock.instant().minus(properties.retained());
        return database.transactionResult(configuration -> purge(configuration.dsl(), deletedBefore));
    }

    private int purge(DSLContext transaction, Instant deletedBefore) {
        Result<Record4<UUID, UUID, Long, Instant>> expired = transaction
                .select(DOCUMENTS.ID, DOCUMENTS.COLLECTION_ID, DOCUMENTS.VERSION, DOCUMENTS.DELETED_AT)
                .from(DOCUMENTS)
                .where(DOCUMENTS.DELETED_AT.le(deletedBefore))
                .and(DOCUMENTS.PURGED_AT.isNull())
                .orderBy(DOCUMENTS.DELETED_AT)
                .limit(properties.most())
                .forUpdate()
                .skipLocked()
                .fetch();
        if (expired.isEmpty()) {
            return 0;
        }
        List<UUID> ids = expired.getValues(DOCUMENTS.ID);
        DocumentRows.purge(transaction, ids);
        BatchBindStep audit = transaction.batch(transaction
                .insertInto(
                        AUDIT_LOGS,
                        AUDIT_LOGS.OPERATION,
                        AUDIT_LOGS.RESOURCE_TYPE,
                        AUDIT_LOGS.RESOURCE_ID,
                        AUDIT_LOGS.COLLECTION_ID,
                        AUDIT_LOGS.ACTOR,
                        AUDIT_LOGS.VERSION)
                .values(
                        DSL.inline("document.purged"),
                        DSL.inline("document"),
                        DSL.val((UUID) null, UUID.class),
                        DSL.val((UUID) null, UUID.class),
                        DSL.inline("retention"),
                        DSL.val((Long) null, Long.class)));
        for (Record4<UUID, UUID, Long, Instant> row : expired) {
            audit = audit.bind(row.value1(), row.value2(), row.value3());
        }
        audit.execute();
        return ids.size();
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
