package io.millrace.query.audit;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Something that was done. */
@Schema(name = "AuditEntry")
record AuditEntryResource(
        String id,
        Instant occurredAt,
        String operation,
        String resourceType,
        String resourceId,
        @Nullable String collectionId,

        @Schema(description = "Who; absent when nobody is known, or when the person was erased.") @Nullable
        String actor,

        @Nullable String userId,
        @Nullable String ip,
        @Nullable String userAgent,

        @Schema(description = "Of the resource, after the change.") @Nullable
        Long version,

        @Schema(description = "Which fields changed.", type = "object")
        JsonNode details) {}
