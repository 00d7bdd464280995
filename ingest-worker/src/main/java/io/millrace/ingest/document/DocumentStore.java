package io.millrace.ingest.document;

import static io.millrace.schemas.jooq.Tables.CHUNKS;
import static io.millrace.schemas.jooq.Tables.DOCUMENTS;
import static io.millrace.schemas.jooq.Tables.EMBEDDINGS;

import io.millrace.ingest.collection.CollectionSettings;
import io.millrace.ingest.document.event.EventPosition;
import io.millrace.ingest.document.event.FileReference;
import io.millrace.schemas.id.ChunkId;
import io.millrace.schemas.id.ContentHash;
import io.millrace.schemas.id.DocumentId;
import io.millrace.schemas.vector.VectorBytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Reads documents, chunks and vectors: one statement for many, each naming the partition of its chunks. Thread-safe. */
final class DocumentStore {

    private static final TypeReference<Map<String, String>> METADATA = new TypeReference<>() {};
    private static final JsonMapper JSON = new JsonMapper();

    private final DSLContext database;

    DocumentStore(DSLContext database) {
        this.database = database;
    }

    /** The rows that exist. */
    Map<DocumentId, StoredDocument> documents(Collection<DocumentId> ids) {
        Map<DocumentId, StoredDocument> found = new HashMap<>();
        database.select(
                        DOCUMENTS.ID,
                        DOCUMENTS.VERSION,
                        DOCUMENTS.SEQUENCE,
                        DOCUMENTS.EVENT_TOPIC_ID,
                        DOCUMENTS.EVENT_PARTITION,
                        DOCUMENTS.EVENT_OFFSET,
                        DOCUMENTS.DUPLICATE_OF,
                        DOCUMENTS.CONTENT_HASH,
                        DOCUMENTS.CONTENT_BYTES,
                        DOCUMENTS.CHUNKING_FINGERPRINT,
                        DOCUMENTS.TITLE,
                        DOCUMENTS.MIME_TYPE,
                        DOCUMENTS.FILE_NAME,
                        DOCUMENTS.FILE_PATH,
                        DOCUMENTS.FILE_SIZE,
                        DOCUMENTS.METADATA,
                        DOCUMENTS.DELETED_AT)
                .from(DOCUMENTS)
                .where(DOCUMENTS.ID.eq(DSL.any(uuids(ids))))
                .forEach(row -> found.put(new DocumentId(row.get(DOCUMENTS.ID)), document(row)));
        return found;
    }

    /** The chunks of these documents of one collection. */
    Map<DocumentId, List<StoredChunk>> chunks(CollectionSettings collection, Collection<DocumentId> documents) {
        Map<DocumentId, List<StoredChunk>> found = new HashMap<>();
        database.select(
                        CHUNKS.DOCUMENT_ID,
                        CHUNKS.ID,
                        CHUNKS.CHUNK_INDEX,
                        CHUNKS.SECTION_TITLE,
                        CHUNKS.PAGE_REFERENCE,
                        CHUNKS.START_OFFSET,
                        CHUNKS.END_OFFSET,
                        CHUNKS.EMBEDDING_MODEL)
                .from(CHUNKS)
                .where(CHUNKS.PARTITION_KEY.eq(collection.partitionKey()))
                .and(CHUNKS.COLLECTION_ID.eq(collection.id().value()))
                .and(CHUNKS.DOCUMENT_ID.eq(DSL.any(uuids(documents))))
                .forEach(row -> found.computeIfAbsent(
                                new DocumentId(row.get(CHUNKS.DOCUMENT_ID)), id -> new ArrayList<>())
                        .add(new StoredChunk(
                                new ChunkId(row.get(CHUNKS.ID)),
                                row.get(CHUNKS.CHUNK_INDEX),
                                row.get(CHUNKS.SECTION_TITLE),
                                row.get(CHUNKS.PAGE_REFERENCE),
                                row.get(CHUNKS.START_OFFSET),
                                row.get(CHUNKS.END_OFFSET),
                                row.get(CHUNKS.EMBEDDING_MODEL))));
        return found;
    }

    /** The vectors that are known already. */
    Map<EmbeddingKey, float[]> embeddings(String model, Set<ContentHash> hashes) {
        Map<EmbeddingKey, float[]> found = new HashMap<>();
        byte[][] wanted = hashes.stream().map(ContentHash::bytes).toArray(byte[][]::new);
        database.select(EMBEDDINGS.CONTENT_HASH, EMBEDDINGS.VECTOR)
                .from(EMBEDDINGS)
                .where(EMBEDDINGS.MODEL.eq(model))
                .and(EMBEDDINGS.CONTENT_HASH.eq(DSL.any(wanted)))
                .forEach(row -> found.put(
                        new EmbeddingKey(model, ContentHash.fromBytes(row.get(EMBEDDINGS.CONTENT_HASH))),
                        VectorBytes.decodeFloats(ByteBuffer.wrap(row.get(EMBEDDINGS.VECTOR)))));
        return found;
    }

    static StoredDocument.Stamp stamp(Record row) {
        UUID topic = row.get(DOCUMENTS.EVENT_TOPIC_ID);
        Integer partition = row.get(DOCUMENTS.EVENT_PARTITION);
        Long offset = row.get(DOCUMENTS.EVENT_OFFSET);
        EventPosition position = topic == null || partition == null || offset == null
                ? null
                : new EventPosition(topic, partition, offset);
        UUID original = row.get(DOCUMENTS.DUPLICATE_OF);
        return new StoredDocument.Stamp(
                row.get(DOCUMENTS.VERSION),
                row.get(DOCUMENTS.SEQUENCE),
                position,
                original == null ? null : new DocumentId(original));
    }

    static JSONB json(Map<String, ?> map) {
        return JSONB.valueOf(JSON.writeValueAsString(map));
    }

    static UUID[] uuids(Collection<DocumentId> ids) {
        return ids.stream().map(DocumentId::value).toArray(UUID[]::new);
    }

    static StoredDocument document(Record row) {
        byte @Nullable [] hash = row.get(DOCUMENTS.CONTENT_HASH);
        return new StoredDocument(
                stamp(row),
                hash == null ? null : ContentHash.fromBytes(hash),
                row.get(DOCUMENTS.CONTENT_BYTES),
                row.get(DOCUMENTS.CHUNKING_FINGERPRINT),
                row.get(DOCUMENTS.TITLE),
                row.get(DOCUMENTS.MIME_TYPE),
                new FileReference(
                        row.get(DOCUMENTS.FILE_NAME), row.get(DOCUMENTS.FILE_PATH), row.get(DOCUMENTS.FILE_SIZE)),
                JSON.readValue(row.get(DOCUMENTS.METADATA).data(), METADATA),
                row.get(DOCUMENTS.DELETED_AT) != null,
                hash == null);
    }
}
