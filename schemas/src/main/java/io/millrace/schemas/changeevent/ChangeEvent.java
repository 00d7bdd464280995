package io.millrace.schemas.changeevent;

import io.millrace.schemas.id.ChunkId;
import io.millrace.schemas.id.CollectionId;
import io.millrace.schemas.id.ContentHash;
import io.millrace.schemas.id.DocumentId;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What happened to a chunk or a document, as it stands in a topic {@code <prefix>.chunks.<vector store name>}. */
public sealed interface ChangeEvent {

    DocumentId documentId();

    /** The document version that this event belongs to. */
    long version();

    /**
     * The full state of a chunk: enough to build its point with no other source.
     *
     * <p>The arrays are handed over, not copied: the record is a carrier between two byte buffers on the hot path. Do not
     * write to them.
     *
     * @param vector dense vector, as many values as the collection has dimensions
     * @param sparseIndices strictly increasing, unsigned; empty when the collection has no sparse vectors
     * @param sparseValues one per index
     */
    @SuppressWarnings("ArrayRecordComponent")
    record ChunkUpsert(
            ChunkId chunkId,
            CollectionId collectionId,
            DocumentId documentId,
            long version,
            String text,
            ContentHash contentHash,
            @Nullable String sectionTitle,
            @Nullable String pageReference,
            int tokenCount,
            @Nullable String title,
            String source,
            Map<String, String> metadata,
            String embeddingModel,
            float[] vector,
            int[] sparseIndices,
            float[] sparseValues)
            implements ChangeEvent {}

    /** The chunk is gone as of this version. On the wire: a null value with header {@code millrace-op: delete}. */
    record ChunkDelete(ChunkId chunkId, DocumentId documentId, long version) implements ChangeEvent {}

    /**
     * All chunk events of this version of the document are before this one, in the same partition.
     *
     * @param chunkCount chunks that the document has at this version; 0 when it is deleted
     * @param committedAt when the transaction wrote it, by the database's clock
     */
    record DocumentCommit(
            DocumentId documentId, CollectionId collectionId, long version, int chunkCount, Instant committedAt)
            implements ChangeEvent {}
}
