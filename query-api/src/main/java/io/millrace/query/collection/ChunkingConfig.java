package io.millrace.query.collection;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** How documents are cut. In a request, what is absent takes its default at creation, and stays as it is afterwards. */
@Schema(description = "How documents are cut.")
record ChunkingConfig(
        @Nullable ChunkingStrategy strategy,

        @Schema(description = "Most tokens in a chunk, estimated.") @Nullable
        Integer chunkSize,

        @Schema(description = "Tokens that a chunk repeats from the one before it.") @Nullable
        Integer chunkOverlap) {}
