package io.millrace.query.document;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A chunk that exists now. */
@Schema(name = "Chunk")
record ChunkResource(
        @Schema(description = "Also the id of the point in Qdrant.")
        String id,

        int index,
        long version,
        @Nullable String sectionTitle,
        @Nullable String pageReference,
        String text,

        @Schema(description = "First character in the document, in UTF-16 code units.")
        int startOffset,

        int endOffset,
        int tokenCount,
        String contentHash,
        String embeddingModel) {}
