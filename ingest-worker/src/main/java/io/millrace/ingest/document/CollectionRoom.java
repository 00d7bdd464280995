package io.millrace.ingest.document;

import static io.millrace.schemas.jooq.Tables.COLLECTION_COUNTS;
import static io.millrace.schemas.jooq.Tables.COLLECTION_RESOURCE_LIMITS;

import io.millrace.ingest.collection.CollectionSettings;
import io.millrace.ingest.collection.ResourceLimits;
import io.millrace.ingest.document.DocumentPlan.Growth;
import io.millrace.ingest.document.event.RefusalCode;
import io.millrace.ingest.document.event.RefusedEventException;
import io.millrace.schemas.id.CollectionId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/**
 * How much more the limited collections of a transaction may hold. Their rows of limits stay locked until it ends, so that
 * what is counted here stays true; collections without limits are neither locked nor counted. Used by one thread.
 */
final class CollectionRoom {

    private final Map<CollectionId, Growth> held;
    private final Map<CollectionId, ResourceLimits> limits;

    private CollectionRoom(Map<CollectionId, Growth> held, Map<CollectionId, ResourceLimits> limits) {
        this.held = held;
        this.limits = limits;
    }

    /** Locks in the order of ids, as every transaction does it; then counts, in a statement that sees what was waited for. */
    static CollectionRoom of(DSLContext transaction, List<DocumentPlan.Write> plans) {
        UUID[] limited = plans.stream()
                .map(plan -> plan.change().collection())
                .filter(collection -> !collection.limits().isNone())
                .map(collection -> collection.id().value())
                .distinct()
                .sorted()
                .toArray(UUID[]::new);
        Map<CollectionId, ResourceLimits> limits = new HashMap<>();
        Map<CollectionId, Growth> held = new HashMap<>();
        if (limited.length > 0) {
            transaction
                    .selectFrom(COLLECTION_RESOURCE_LIMITS)
                    .where(COLLECTION_RESOURCE_LIMITS.COLLECTION_ID.eq(DSL.any(limited)))
                    .orderBy(COLLECTION_RESOURCE_LIMITS.COLLECTION_ID)
                    .forNoKeyUpdate()
                    .forEach(row -> limits.put(
                            new CollectionId(row.getCollectionId()),
                            new ResourceLimits(row.getMaxDocuments(), row.getMaxBytes())));
            transaction
                    .selectFrom(COLLECTION_COUNTS)
                    .where(COLLECTION_COUNTS.COLLECTION_ID.eq(DSL.any(limited)))
                    .forEach(row -> held.put(
                            new CollectionId(row.getCollectionId()),
                            new Growth(row.getDocumentCount(), row.getContentBytes())));
        }
        return new CollectionRoom(held, limits);
    }

    /**
     * The plan is to be written. What makes a collection no larger is always possible.
     *
     * @throws RefusedEventException if there is no room for it
     */
    void fill(DocumentPlan.Write plan) {
        CollectionSettings collection = plan.change().collection();
        ResourceLimits limit = limits.getOrDefault(collection.id(), ResourceLimits.NONE);
        if (!(plan instanceof DocumentPlan.Upsert upsert) || limit.isNone()) {
            return;
        }
        Growth before = held.getOrDefault(collection.id(), Growth.NONE);
        Growth growth = upsert.growth();
        Growth after = new Growth(before.documents() + growth.documents(), before.bytes() + growth.bytes());
        Long maxDocuments = limit.maxDocuments();
        Long maxBytes = limit.maxBytes();
        if (maxDocuments != null && growth.documents() > 0 && after.documents() > maxDocuments) {
            throw new RefusedEventException(
                    RefusalCode.DOCUMENT_LIMIT_REACHED,
                    "The collection '" + collection.name() + "' may hold " + maxDocuments + " documents and has "
                            + before.documents() + ": delete some, or raise its max_documents, then publish again.");
        }
        if (maxBytes != null && growth.bytes() > 0 && after.bytes() > maxBytes) {
            throw new RefusedEventException(
                    RefusalCode.BYTE_LIMIT_REACHED,
                    "The collection '" + collection.name() + "' may hold " + maxBytes + " bytes of content and has "
                            + before.bytes() + ", to which this document would add " + growth.bytes()
                            + ": delete some, or raise its max_bytes, then publish again.");
        }
        held.put(collection.id(), after);
    }
}
