package io.millrace.ingest.document;

import io.millrace.schemas.id.ChunkId;
import org.jspecify.annotations.Nullable;

/** A chunk's row, without its text. */
record StoredChunk(
        ChunkId id,
        int index,
        @Nullable String sectionTitle,
        @Nullable String pageReference,
        int startOffset,
        int endOffset,
        String embeddingModel) {}
