package io.millrace.ingest.document;

import io.millrace.ingest.chunk.ChunkDraft;
import io.millrace.schemas.id.ChunkId;
import io.millrace.schemas.id.ContentHash;
import org.jspecify.annotations.Nullable;

/**
 * A chunk as it is to be.
 *
 * @param index its place in the document
 * @param supplied the producer's vector; null when it is to be looked up, or computed
 */
@SuppressWarnings("ArrayRecordComponent") // handed over from the event, never written to
record PlannedChunk(
        ChunkId id,
        int index,
        ChunkDraft draft,
        ContentHash contentHash,
        EmbeddingKey embedding,
        float @Nullable [] supplied) {}
