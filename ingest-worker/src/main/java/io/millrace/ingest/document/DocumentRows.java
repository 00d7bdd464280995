package io.millrace.ingest.document;

import static io.millrace.schemas.jooq.Tables.AUDIT_LOGS;
import static io.millrace.schemas.jooq.Tables.DOCUMENTS;

import io.millrace.ingest.document.event.DocumentChange;
import io.millrace.ingest.document.event.Provenance;
import io.millrace.ingest.document.event.RefusedEventException;
import io.millrace.schemas.id.DocumentId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.BatchBindStep;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jooq.Param;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Rows of {@code documents} and {@code audit_logs}: in batches, so that no row costs a round trip of its own. */
final class DocumentRows {

    /** Makes rows to lock for documents that were not there when they were planned. */
    void insertMissing(DSLContext transaction, List<DocumentPlan.Write> plans) {
        List<DocumentPlan.Write> missing = plans.stream()
                .filter(plan -> plan.expected().equals(StoredDocument.Stamp.NONE))
                .toList();
        if (missing.isEmpty()) {
            return;
        }
        BatchBindStep batch = transaction.batch(transaction
                .insertInto(
                        DOCUMENTS,
                        DOCUMENTS.ID,
                        DOCUMENTS.COLLECTION_ID,
                        DOCUMENTS.SOURCE,
                        DOCUMENTS.MIME_TYPE,
                        DOCUMENTS.STATUS,
                        DOCUMENTS.VERSION,
                        DOCUMENTS.DELETED_AT)
                .values((UUID) null, null, null, null, null, null, null)
                .onConflictDoNothing());
        Instant now = Instant.now();
        for (DocumentPlan.Write plan : missing) {
            // What is only touched is a document that was deleted before it was ever seen.
            boolean deleted = plan instanceof DocumentPlan.Touch;
            batch = batch.bind(
                    plan.change().id().value(),
                    plan.change().collection().id().value(),
                    plan.change().source(),
                    "text/plain",
                    deleted ? "DELETED" : "COMMITTED",
                    0L,
                    deleted ? now : null);
        }
        batch.execute();
    }

    void update(DSLContext transaction, List<DocumentPlan.Write> plans) {
        touch(transaction, plans);
        upsert(
                transaction,
                plans.stream()
                        .flatMap(DocumentPlan.Write::withPromotion)
                        .filter(DocumentPlan.Upsert.class::isInstance)
                        .map(DocumentPlan.Upsert.class::cast)
                        .toList());
        delete(
                transaction,
                plans.stream()
                        .filter(DocumentPlan.Delete.class::isInstance)
                        .map(DocumentPlan.Delete.class::cast)
                        .toList());
        succeed(transaction, plans);
    }

    /** The duplicates of a document that gave its content up are another's now. */
    private static void succeed(DSLContext transaction, List<DocumentPlan.Write> plans) {
        BatchBindStep batch = transaction.batch(transaction
                .update(DOCUMENTS)
                .set(DOCUMENTS.DUPLICATE_OF, (UUID) null)
                .where(DOCUMENTS.DUPLICATE_OF.eq((UUID) null)));
        for (DocumentPlan.Write plan : plans) {
            ContentMoves.Departure departure = plan.moves().departure();
            DocumentId successor =
                    departure == null ? null : departure.successor(plan.change().id());
            if (successor != null) {
                batch = batch.bind(successor.value(), plan.change().id().value());
            }
        }
        if (batch.size() > 0) {
            batch.execute();
        }
    }

    /** Every document remembers the event that it considered last. */
    private static void touch(DSLContext transaction, List<DocumentPlan.Write> plans) {
        if (plans.isEmpty()) {
            return;
        }
        BatchBindStep batch = transaction.batch(transaction
                .update(DOCUMENTS)
                .set(DOCUMENTS.SEQUENCE, DSL.greatest(DOCUMENTS.SEQUENCE, nothing(Long.class)))
                .set(DOCUMENTS.LAST_EVENT_ID, (String) null)
                .set(DOCUMENTS.EVENT_TOPIC_ID, (UUID) null)
                .set(DOCUMENTS.EVENT_PARTITION, (Integer) null)
                .set(DOCUMENTS.EVENT_OFFSET, (Long) null)
                .where(DOCUMENTS.ID.eq((UUID) null)));
        for (DocumentPlan.Write plan : plans) {
            Provenance from = plan.change().provenance();
            batch = batch.bind(
                    from.sequence(),
                    from.eventId(),
                    from.position().topicId(),
                    from.position().partition(),
                    from.position().offset(),
                    plan.change().id().value());
        }
        batch.execute();
    }

    private static void upsert(DSLContext transaction, List<DocumentPlan.Upsert> plans) {
        if (plans.isEmpty()) {
            return;
        }
        BatchBindStep batch = transaction.batch(transaction
                .update(DOCUMENTS)
                // An erased document has lost it.
                .set(DOCUMENTS.SOURCE, (String) null)
                .set(DOCUMENTS.TITLE, (String) null)
                .set(DOCUMENTS.MIME_TYPE, (String) null)
                .set(DOCUMENTS.CONTENT, (String) null)
                .set(DOCUMENTS.CONTENT_HASH, (byte[]) null)
                .set(DOCUMENTS.CONTENT_BYTES, (Long) null)
                .set(DOCUMENTS.METADATA, (JSONB) null)
                .set(DOCUMENTS.CHUNKING_FINGERPRINT, (String) null)
                .set(DOCUMENTS.CHUNK_COUNT, (Integer) null)
                .set(DOCUMENTS.VERSION, (Long) null)
                .set(DOCUMENTS.OCCURRED_AT, (Instant) null)
                .set(DOCUMENTS.TRACEPARENT, (String) null)
                .set(DOCUMENTS.DUPLICATE_OF, (UUID) null)
                .set(DOCUMENTS.FILE_NAME, (String) null)
                .set(DOCUMENTS.FILE_PATH, (String) null)
                .set(DOCUMENTS.FILE_SIZE, (Long) null)
                .set(DOCUMENTS.SUPPLIED_CHUNKS, (JSONB) null)
                .set(DOCUMENTS.STRIPPED_CHARACTERS, (Integer) null)
                .set(DOCUMENTS.STATUS, (String) null)
                .set(DOCUMENTS.ERROR_CODE, (String) null)
                .set(DOCUMENTS.ERROR_MESSAGE, (String) null)
                .set(DOCUMENTS.UPDATED_AT, DSL.currentInstant())
                .set(DOCUMENTS.DELETED_AT, DSL.inline(null, DOCUMENTS.DELETED_AT))
                .set(DOCUMENTS.PURGED_AT, DSL.inline(null, DOCUMENTS.PURGED_AT))
                .where(DOCUMENTS.ID.eq((UUID) null)));
        for (DocumentPlan.Upsert plan : plans) {
            DocumentChange.Upsert change = plan.change();
            String layout = SuppliedLayout.of(change);
            RefusedEventException failure = plan.failure();
            DocumentId original = plan.duplicateOf();
            batch = batch.bind(
                    change.source(),
                    change.title(),
                    change.format().mediaType(),
                    change.content(),
                    change.contentHash().bytes(),
                    change.contentBytes(),
                    DocumentStore.json(change.metadata()),
                    plan.fingerprint(),
                    plan.chunkCount(),
                    ChangeEvents.version(plan),
                    change.provenance().occurredAt(),
                    change.provenance().traceparent(),
                    original == null ? null : original.value(),
                    change.file().name(),
                    change.file().path(),
                    change.file().size(),
                    layout == null ? null : JSONB.valueOf(layout),
                    change.hygiene().stripped(),
                    failure == null ? "COMMITTED" : "FAILED",
                    failure == null ? null : failure.code().wireName(),
                    failure == null ? null : failure.getMessage(),
                    change.id().value());
        }
        batch.execute();
    }

    /**
     * The row stays, so that the document's version goes on rising should it come back; and its content stays until it is
     * purged, so that it can be restored.
     */
    private static void delete(DSLContext transaction, List<DocumentPlan.Delete> plans) {
        BatchBindStep batch = transaction.batch(transaction
                .update(DOCUMENTS)
                .set(DOCUMENTS.VERSION, (Long) null)
                .set(DOCUMENTS.OCCURRED_AT, (Instant) null)
                .set(DOCUMENTS.TRACEPARENT, (String) null)
                .set(DOCUMENTS.DUPLICATE_OF, DSL.inline(null, DOCUMENTS.DUPLICATE_OF))
                .set(DOCUMENTS.CHUNK_COUNT, DSL.inline(0))
                .set(DOCUMENTS.STATUS, DSL.inline("DELETED"))
                .set(DOCUMENTS.ERROR_CODE, DSL.inline(null, DOCUMENTS.ERROR_CODE))
                .set(DOCUMENTS.ERROR_MESSAGE, DSL.inline(null, DOCUMENTS.ERROR_MESSAGE))
                .set(DOCUMENTS.UPDATED_AT, DSL.currentInstant())
                .set(DOCUMENTS.DELETED_AT, DSL.coalesce(DOCUMENTS.DELETED_AT, DSL.currentInstant()))
                .where(DOCUMENTS.ID.eq((UUID) null)));
        for (DocumentPlan.Delete plan : plans) {
            batch = batch.bind(
                    ChangeEvents.version(plan),
                    plan.change().provenance().occurredAt(),
                    plan.change().provenance().traceparent(),
                    plan.change().id().value());
        }
        if (batch.size() > 0) {
            batch.execute();
        }
        purge(
                transaction,
                plans.stream()
                        .filter(plan -> plan.change().purged())
                        .map(plan -> plan.change().id().value())
                        .toList());
    }

    /** Everything that the producers of these deleted documents ever sent is gone after this, but for their sources. */
    static void purge(DSLContext transaction, List<UUID> documents) {
        if (documents.isEmpty()) {
            return;
        }
        transaction
                .update(DOCUMENTS)
                .set(DOCUMENTS.TITLE, DSL.inline(null, DOCUMENTS.TITLE))
                .set(DOCUMENTS.CONTENT, DSL.inline(null, DOCUMENTS.CONTENT))
                .set(DOCUMENTS.CONTENT_HASH, DSL.inline(null, DOCUMENTS.CONTENT_HASH))
                .set(DOCUMENTS.CONTENT_BYTES, DSL.inline(0L))
                .set(DOCUMENTS.METADATA, DSL.inline(JSONB.valueOf("{}")))
                .set(DOCUMENTS.CHUNKING_FINGERPRINT, DSL.inline(""))
                .set(DOCUMENTS.FILE_NAME, DSL.inline(null, DOCUMENTS.FILE_NAME))
                .set(DOCUMENTS.FILE_PATH, DSL.inline(null, DOCUMENTS.FILE_PATH))
                .set(DOCUMENTS.FILE_SIZE, DSL.inline(null, DOCUMENTS.FILE_SIZE))
                .set(DOCUMENTS.SUPPLIED_CHUNKS, DSL.inline(null, DOCUMENTS.SUPPLIED_CHUNKS))
                .set(DOCUMENTS.STRIPPED_CHARACTERS, DSL.inline(0))
                .set(DOCUMENTS.PURGED_AT, DSL.currentInstant())
                .where(DOCUMENTS.ID.eq(DSL.any(documents.toArray(UUID[]::new))))
                .execute();
    }

    /** One row for each change; none for what changed nothing. */
    void audit(DSLContext transaction, List<DocumentPlan.Write> plans) {
        BatchBindStep batch = transaction.batch(transaction
                .insertInto(
                        AUDIT_LOGS,
                        AUDIT_LOGS.OPERATION,
                        AUDIT_LOGS.RESOURCE_TYPE,
                        AUDIT_LOGS.RESOURCE_ID,
                        AUDIT_LOGS.COLLECTION_ID,
                        AUDIT_LOGS.ACTOR,
                        AUDIT_LOGS.EVENT_ID,
                        AUDIT_LOGS.VERSION,
                        AUDIT_LOGS.DETAILS)
                .values((String) null, null, (UUID) null, (UUID) null, null, null, null, (JSONB) null));
        List<DocumentPlan.Write> all =
                plans.stream().flatMap(DocumentPlan.Write::withPromotion).toList();
        for (DocumentPlan.Write plan : all) {
            Map<String, Integer> details = details(plan);
            if (details != null) {
                DocumentChange change = plan.change();
                batch = batch.bind(
                        operation(plan),
                        "document",
                        change.id().value(),
                        change.collection().id().value(),
                        change.provenance().actor(),
                        change.provenance().eventId(),
                        ChangeEvents.version(plan),
                        DocumentStore.json(details));
            }
        }
        if (batch.size() > 0) {
            batch.execute();
        }
    }

    private static String operation(DocumentPlan.Write plan) {
        return switch (plan) {
            case DocumentPlan.Touch touch -> "document.touched";
            case DocumentPlan.Delete delete -> delete.change().purged() ? "document.purged" : "document.deleted";
            case DocumentPlan.Upsert upsert -> upsert.cause().operation();
        };
    }

    private static @Nullable Map<String, Integer> details(DocumentPlan.Write plan) {
        return switch (plan) {
            case DocumentPlan.Touch touch -> null;
            case DocumentPlan.Delete delete ->
                Map.of("chunksDeleted", delete.chunks().size());
            case DocumentPlan.Upsert upsert ->
                Map.of(
                        "chunks", upsert.chunkCount(),
                        "chunksInserted", upsert.chunks().inserted().size(),
                        "chunksResent", upsert.chunks().resent().size(),
                        "chunksMoved", upsert.chunks().moved().size(),
                        "chunksDeleted", upsert.chunks().deleted().size());
        };
    }

    private static <T> Param<T> nothing(Class<T> type) {
        return DSL.val(null, type);
    }
}
