package io.millrace.query.querylog;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A search of the caller's. */
@Schema(name = "LoggedQuery")
record LoggedQueryResource(
        String id,
        Instant occurredAt,

        @Schema(description = "Absent when a vector was sent.") @Nullable
        String query,

        List<UUID> collections,

        @Schema(description = "dense or vector.") String retrievalMode,

        List<UUID> retrievedChunks,

        @Schema(description = "complete, partial, or the code of the problem that was answered.")
        String response,

        @Schema(description = "Milliseconds by stage.", type = "object")
        JsonNode latency) {}
