package io.millrace.query.collection;

import static io.millrace.schemas.jooq.Tables.COLLECTION_AUDIT_LOG;
import static io.millrace.schemas.jooq.Tables.COLLECTION_COUNTS;
import static io.millrace.schemas.jooq.Tables.COLLECTION_SOURCE_COUNTS;
import static io.millrace.schemas.jooq.Tables.PIPELINE_STATUS;

import io.millrace.query.access.Caller;
import io.millrace.query.access.CallerTransactions;
import io.millrace.schemas.id.CollectionId;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the views that say what collections hold, how far they are and what was done to them. Thread-safe. */
@Component
class CollectionReports {

    @Schema(name = "CollectionSource")
    record Source(
            @Schema(description = "Scheme and authority of a URL, the first folder of a path, or nothing.")
            String prefix,

            @Schema(description = "From there, and not deleted.")
            long documents,

            Instant firstSeenAt,
            Instant lastSeenAt) {}

    @Schema(name = "CollectionProgress")
    record Progress(
            CollectionStatus status,

            @Schema(description = "Documents that are not deleted.")
            long documents,

            @Schema(description = "Documents whose newest version is not searchable yet.")
            long waiting,

            @Schema(description = "Documents whose newest event could not be applied.")
            long failed,

            @Schema(description = "Since when the longest has waited.") @Nullable
            Instant oldestWaiting,

            @Schema(description = "When a document last became searchable.") @Nullable
            Instant lastIndexed) {}

    @Schema(name = "CollectionAuditEntry")
    record AuditEntry(
            String id,
            Instant occurredAt,
            String operation,
            String resourceType,
            String resourceId,

            @Schema(description = "Who; absent when nobody is known, or when the person was erased.") @Nullable
            String actor,

            @Schema(description = "Of the resource, after the change.") @Nullable
            Long version,

            @Schema(description = "Which fields changed.", type = "object")
            JsonNode details) {}

    private final CallerTransactions transactions;
    private final JsonMapper json;

    CollectionReports(CallerTransactions transactions, JsonMapper json) {
        this.transactions = transactions;
        this.json = json;
    }

    Map<CollectionId, CollectionCounts> counts(Caller caller, List<CollectionRow> collections) {
        List<UUID> ids = collections.stream().map(row -> row.id().value()).toList();
        Map<CollectionId, CollectionCounts> counts = new HashMap<>();
        transactions
                .in(
                        caller,
                        dsl -> dsl.selectFrom(COLLECTION_COUNTS)
                                .where(COLLECTION_COUNTS.COLLECTION_ID.in(ids))
                                .fetch())
                .forEach(row -> counts.put(
                        new CollectionId(row.getCollectionId()),
                        new CollectionCounts(row.getDocumentCount(), row.getChunkCount(), row.getContentBytes())));
        return counts;
    }

    /** In the order of prefixes; what feeds the collection no more is left out. */
    List<Source> sources(Caller caller, CollectionRow collection, @Nullable String afterPrefix, int count) {
        return transactions.in(
                caller,
                dsl -> dsl.selectFrom(COLLECTION_SOURCE_COUNTS)
                        .where(COLLECTION_SOURCE_COUNTS.COLLECTION_ID.eq(
                                collection.id().value()))
                        .and(COLLECTION_SOURCE_COUNTS.DOCUMENT_COUNT.gt(0L))
                        .and(afterPrefix == null ? DSL.noCondition() : COLLECTION_SOURCE_COUNTS.PREFIX.gt(afterPrefix))
                        .orderBy(COLLECTION_SOURCE_COUNTS.PREFIX)
                        .limit(count)
                        .fetch(row -> new Source(
                                row.getPrefix(), row.getDocumentCount(), row.getFirstSeenAt(), row.getLastSeenAt())));
    }

    /** Empty if the collection was deleted meanwhile. */
    Optional<Progress> progress(Caller caller, CollectionRow collection) {
        return transactions.in(
                caller,
                dsl -> dsl.selectFrom(PIPELINE_STATUS)
                        .where(PIPELINE_STATUS.COLLECTION_ID.eq(collection.id().value()))
                        .fetchOptional(row -> new Progress(
                                CollectionStatus.valueOf(row.getStatus()),
                                row.getDocuments(),
                                row.getWaiting(),
                                row.getFailed(),
                                row.getOldestWaiting(),
                                row.getLastIndexed())));
    }

    /** The newest first, those older than {@code before}. */
    List<AuditEntry> auditLog(Caller caller, CollectionRow collection, UUID before, int count) {
        return transactions.in(
                caller,
                dsl -> dsl.selectFrom(COLLECTION_AUDIT_LOG)
                        .where(COLLECTION_AUDIT_LOG.COLLECTION_ID.eq(
                                collection.id().value()))
                        .and(COLLECTION_AUDIT_LOG.ID.lt(before))
                        .orderBy(COLLECTION_AUDIT_LOG.ID.desc())
                        .limit(count)
                        .fetch(row -> new AuditEntry(
                                row.getId().toString(),
                                row.getOccurredAt(),
                                row.getOperation(),
                                row.getResourceType(),
                                row.getResourceId().toString(),
                                row.getActor(),
                                row.getVersion(),
                                json.readTree(row.getDetails().data()))));
    }
}
