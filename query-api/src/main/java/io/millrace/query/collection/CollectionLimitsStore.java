package io.millrace.query.collection;

import static io.millrace.schemas.jooq.Tables.COLLECTION_RESOURCE_LIMITS;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.millrace.query.access.Caller;
import io.millrace.query.access.CallerTransactions;
import io.millrace.query.audit.AuditLog;
import io.millrace.schemas.id.CollectionId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;

/** The rows of limits. A change is committed with its row in the audit log. Thread-safe. */
@Component
public class CollectionLimitsStore {

    private static final Duration MAX_AGE = Duration.ofSeconds(5);
    private static final int MAX_ENTRIES = 10_000;

    private final CallerTransactions transactions;
    private final Clock clock;
    private final Cache<CollectionId, CollectionLimits> recent = Caffeine.newBuilder()
            .expireAfterWrite(MAX_AGE)
            .maximumSize(MAX_ENTRIES)
            .build();

    CollectionLimitsStore(CallerTransactions transactions, Clock clock) {
        this.transactions = transactions;
        this.clock = clock;
    }

    /** As they were at most five seconds ago, whoever asks. */
    public CollectionLimits recent(CollectionId collection) {
        return recent.get(collection, id -> find(Caller.SYSTEM, id));
    }

    CollectionLimits find(Caller caller, CollectionId collection) {
        return transactions.in(caller, dsl -> read(dsl, collection.value()));
    }

    /** Sets all three; without any there is no row, since only collections that have one queue when documents are added. */
    CollectionLimits put(Caller caller, CollectionRow collection, CollectionLimits wanted) {
        UUID id = collection.id().value();
        CollectionLimits now = transactions.in(caller, dsl -> {
            List<String> changed = changed(read(dsl, id), wanted);
            if (changed.isEmpty()) {
                return wanted;
            }
            if (wanted.equals(CollectionLimits.NONE)) {
                dsl.deleteFrom(COLLECTION_RESOURCE_LIMITS)
                        .where(COLLECTION_RESOURCE_LIMITS.COLLECTION_ID.eq(id))
                        .execute();
            } else {
                upsert(dsl, id, wanted);
            }
            AuditLog.collection(dsl, caller, "collection.limited", id, collection.version(), Map.of("fields", changed));
            return wanted;
        });
        recent.invalidate(collection.id());
        return now;
    }

    private void upsert(DSLContext dsl, UUID id, CollectionLimits wanted) {
        Instant now = Instant.now(clock);
        dsl.insertInto(COLLECTION_RESOURCE_LIMITS)
                .set(COLLECTION_RESOURCE_LIMITS.COLLECTION_ID, id)
                .set(COLLECTION_RESOURCE_LIMITS.MAX_DOCUMENTS, wanted.maxDocuments())
                .set(COLLECTION_RESOURCE_LIMITS.MAX_BYTES, wanted.maxBytes())
                .set(COLLECTION_RESOURCE_LIMITS.MAX_REQUESTS_PER_MINUTE, wanted.maxRequestsPerMinute())
                .set(COLLECTION_RESOURCE_LIMITS.UPDATED_AT, now)
                .onConflict(COLLECTION_RESOURCE_LIMITS.COLLECTION_ID)
                .doUpdate()
                .set(COLLECTION_RESOURCE_LIMITS.MAX_DOCUMENTS, wanted.maxDocuments())
                .set(COLLECTION_RESOURCE_LIMITS.MAX_BYTES, wanted.maxBytes())
                .set(COLLECTION_RESOURCE_LIMITS.MAX_REQUESTS_PER_MINUTE, wanted.maxRequestsPerMinute())
                .set(COLLECTION_RESOURCE_LIMITS.UPDATED_AT, now)
                .execute();
    }

    private static List<String> changed(CollectionLimits before, CollectionLimits after) {
        List<String> changed = new ArrayList<>();
        if (!Objects.equals(before.maxDocuments(), after.maxDocuments())) {
            changed.add("max_documents");
        }
        if (!Objects.equals(before.maxBytes(), after.maxBytes())) {
            changed.add("max_bytes");
        }
        if (!Objects.equals(before.maxRequestsPerMinute(), after.maxRequestsPerMinute())) {
            changed.add("max_requests_per_minute");
        }
        return changed;
    }

    private static CollectionLimits read(DSLContext dsl, UUID collection) {
        return dsl.selectFrom(COLLECTION_RESOURCE_LIMITS)
                .where(COLLECTION_RESOURCE_LIMITS.COLLECTION_ID.eq(collection))
                .fetchOptional(row ->
                        new CollectionLimits(row.getMaxDocuments(), row.getMaxBytes(), row.getMaxRequestsPerMinute()))
                .orElse(CollectionLimits.NONE);
    }
}
