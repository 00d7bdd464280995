package io.millrace.query.erasure;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An erasure, and what is known of it. */
@Schema(name = "Erasure")
record ErasureResource(
        @Schema(description = "Absent for a dry run.") @Nullable
        String id,

        @Schema(description = "PREVIEW, PENDING, RUNNING, SUCCEEDED or FAILED.")
        String status,

        @Schema(description = "user or document.") String subject,
        @Nullable String userId,
        @Nullable String documentId,

        @Schema(description = "Collections that are, or would be, erased as far as they are the subject's.")
        List<String> collectionIds,

        @Schema(description = "Of a dry run: documents that would be erased.") @Nullable
        Long documents,

        @Nullable Instant createdAt,
        @Nullable Instant finishedAt,

        @Schema(description = "Why it failed.") @Nullable String error,

        @Schema(description = "When the last of it leaves the last store; absent while nobody can tell.") @Nullable
        Instant goneBy,

        @Schema(description = "Every store that was looked into.")
        List<Store> receipt) {

    /** What a store held. */
    @Schema(name = "ErasureStore")
    record Store(
            String store,

            @Schema(description = "How much was found in all.")
            long found,

            @Schema(description = "How much the last look found that is still there.")
            long remaining,

            @Schema(
                    description =
                            "PENDING: something must happen elsewhere first. EXPIRING: it goes by itself, by gone_by. "
                                    + "ERASED: the last look found nothing.")
            String state,

            @Nullable Instant checkedAt,

            @Schema(description = "When the last of it leaves the store's files.") @Nullable
            Instant goneBy,

            @Schema(description = "Which settings or events that follows from.")
            String boundedBy) {}
}
