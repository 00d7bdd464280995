package io.millrace.query.document;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A document, as PostgreSQL has it now. */
@Schema(name = "Document")
record DocumentResource(
        String id,
        String collection,

        @Schema(description = "Identifies the document within its collection for ever.")
        String source,

        @Nullable String title,
        String mimeType,

        @Schema(description = "SHA-256 of the content, 64 hexadecimal digits; absent when purged.") @Nullable
        String contentHash,

        long contentBytes,
        Map<String, Object> metadata,

        @Schema(description = "Rises by one with each applied change.")
        long version,

        @Schema(description = "The newest version that is searchable.")
        long indexedVersion,

        DocumentStatus status,
        int chunkCount,
        boolean deleted,

        @Schema(description = "When it was deleted. It can be restored until it is purged.") @Nullable
        Instant deletedAt,

        @Schema(description = "When its content, title, metadata and file were removed for good.") @Nullable
        Instant purgedAt,

        @Schema(
                description =
                        "The id of the document of the same content that has the chunks; this one takes over when that one goes.")
        @Nullable
        String duplicateOf,

        @Nullable String fileName,
        @Nullable String filePath,

        @Schema(description = "In bytes.") @Nullable Long fileSize,

        @Schema(description = "Zero-width, bidirectional and tag characters that were removed from what was received.")
        int strippedCharacters,

        @Schema(description = "Why it is FAILED; stable.") @Nullable
        String errorCode,

        @Schema(description = "Why it is FAILED: one sentence.") @Nullable
        String errorMessage,

        @Nullable Long sequence,

        @Schema(description = "The event that made this version: a change that you sent is applied once it is here.")
        @Nullable
        String lastEventId,

        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant indexedAt,

        @Schema(description = "Only of a single document, and only with include_content=true.") @Nullable
        String content) {}
