package io.millrace.query.document;

import static io.millrace.schemas.jooq.Tables.CHUNKS;
import static io.millrace.schemas.jooq.Tables.DOCUMENTS;

import io.millrace.query.access.Caller;
import io.millrace.query.access.CallerTransactions;
import io.millrace.query.collection.CollectionRow;
import io.millrace.schemas.id.DocumentId;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jooq.SelectField;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The rows of documents and chunks, as a caller may see them. Reads only. Thread-safe. */
@Component
class DocumentStore {

    private static final TypeReference<Map<String, Object>> METADATA = new TypeReference<>() {};

    private final CallerTransactions transactions;
    private final JsonMapper json;

    DocumentStore(CallerTransactions transactions, JsonMapper json) {
        this.transactions = transactions;
        this.json = json;
    }

    /** By id, else by source. */
    Optional<DocumentResource> find(Caller caller, CollectionRow collection, DocumentPath path, boolean contentWanted) {
        DocumentId bySource = DocumentId.of(collection.id(), path.reference());
        Condition matches = path.id()
                .map(id -> DOCUMENTS.ID.in(id, bySource.value()))
                .orElseGet(() -> DOCUMENTS.ID.eq(bySource.value()));
        // What is deleted is kept until it is purged, so that it can be restored; it is not shown
        Field<String> content = contentWanted
                ? DSL.when(DOCUMENTS.DELETED_AT.isNull(), DOCUMENTS.CONTENT)
                : DSL.castNull(DOCUMENTS.CONTENT);
        return transactions.in(
                caller,
                dsl -> dsl.select(columns())
                        .select(content.as("shown_content"))
                        .from(DOCUMENTS)
                        .where(DOCUMENTS.COLLECTION_ID.eq(collection.id().value()))
                        .and(matches)
                        .limit(1)
                        .fetchOptional(row -> resource(collection, row, row.get("shown_content", String.class))));
    }

    /**
     * In the order of sources: a source never changes, so that paging neither repeats nor misses what was there when it
     * began.
     */
    List<DocumentResource> list(
            Caller caller, CollectionRow collection, String afterSource, DocumentFilter filter, int count) {
        Condition all = DOCUMENTS
                .COLLECTION_ID
                .eq(collection.id().value())
                .and(DOCUMENTS.SOURCE.gt(afterSource))
                .and(filter.condition());
        return transactions.in(
                caller,
                dsl -> dsl.select(columns())
                        .from(DOCUMENTS)
                        .where(all)
                        .orderBy(DOCUMENTS.SOURCE)
                        .limit(count)
                        .fetch(row -> resource(collection, row, null)));
    }

    /** In the order of the document. */
    List<ChunkResource> chunks(Caller caller, CollectionRow collection, String documentId, int fromIndex, int count) {
        return transactions.in(
                caller,
                dsl -> dsl.selectFrom(CHUNKS)
                        .where(CHUNKS.PARTITION_KEY.eq(collection.partitionKey()))
                        .and(CHUNKS.COLLECTION_ID.eq(collection.id().value()))
                        .and(CHUNKS.DOCUMENT_ID.eq(DocumentId.parse(documentId).value()))
                        .and(CHUNKS.CHUNK_INDEX.ge(fromIndex))
                        .orderBy(CHUNKS.CHUNK_INDEX)
                        .limit(count)
                        .fetch(row -> new ChunkResource(
                                row.getId().toString(),
                                row.getChunkIndex(),
                                row.getVersion(),
                                row.getSectionTitle(),
                                row.getPageReference(),
                                row.getText(),
                                row.getStartOffset(),
                                row.getEndOffset(),
                                row.getTokenCount(),
                                HexFormat.of().formatHex(row.getContentHash()),
                                row.getEmbeddingModel())));
    }

    private static List<SelectField<?>> columns() {
        return List.of(
                DOCUMENTS.ID,
                DOCUMENTS.SOURCE,
                DOCUMENTS.TITLE,
                DOCUMENTS.MIME_TYPE,
                DOCUMENTS.CONTENT_HASH,
                DOCUMENTS.CONTENT_BYTES,
                DOCUMENTS.METADATA,
                DOCUMENTS.VERSION,
                DOCUMENTS.INDEXED_VERSION,
                DOCUMENTS.STATUS,
                DOCUMENTS.CHUNK_COUNT,
                DOCUMENTS.DELETED_AT,
                DOCUMENTS.ERROR_CODE,
                DOCUMENTS.ERROR_MESSAGE,
                DOCUMENTS.SEQUENCE,
                DOCUMENTS.LAST_EVENT_ID,
                DOCUMENTS.CREATED_AT,
                DOCUMENTS.UPDATED_AT,
                DOCUMENTS.INDEXED_AT,
                DOCUMENTS.PURGED_AT,
                DOCUMENTS.DUPLICATE_OF,
                DOCUMENTS.FILE_NAME,
                DOCUMENTS.FILE_PATH,
                DOCUMENTS.FILE_SIZE,
                DOCUMENTS.STRIPPED_CHARACTERS);
    }

    private DocumentResource resource(CollectionRow collection, Record row, @Nullable String content) {
        byte[] hash = row.get(DOCUMENTS.CONTENT_HASH);
        UUID duplicateOf = row.get(DOCUMENTS.DUPLICATE_OF);
        return new DocumentResource(
                row.get(DOCUMENTS.ID).toString(),
                collection.name(),
                row.get(DOCUMENTS.SOURCE),
                row.get(DOCUMENTS.TITLE),
                row.get(DOCUMENTS.MIME_TYPE),
                hash == null ? null : HexFormat.of().formatHex(hash),
                row.get(DOCUMENTS.CONTENT_BYTES),
                metadata(row.get(DOCUMENTS.METADATA)),
                row.get(DOCUMENTS.VERSION),
                row.get(DOCUMENTS.INDEXED_VERSION),
                DocumentStatus.valueOf(row.get(DOCUMENTS.STATUS)),
                row.get(DOCUMENTS.CHUNK_COUNT),
                row.get(DOCUMENTS.DELETED_AT) != null,
                row.get(DOCUMENTS.DELETED_AT),
                row.get(DOCUMENTS.PURGED_AT),
                duplicateOf == null ? null : duplicateOf.toString(),
                row.get(DOCUMENTS.FILE_NAME),
                row.get(DOCUMENTS.FILE_PATH),
                row.get(DOCUMENTS.FILE_SIZE),
                row.get(DOCUMENTS.STRIPPED_CHARACTERS),
                row.get(DOCUMENTS.ERROR_CODE),
                row.get(DOCUMENTS.ERROR_MESSAGE),
                row.get(DOCUMENTS.SEQUENCE),
                row.get(DOCUMENTS.LAST_EVENT_ID),
                row.get(DOCUMENTS.CREATED_AT),
                row.get(DOCUMENTS.UPDATED_AT),
                row.get(DOCUMENTS.INDEXED_AT),
                content);
    }

    private Map<String, Object> metadata(JSONB metadata) {
        return json.readValue(metadata.data(), METADATA);
    }
}
