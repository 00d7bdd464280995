package io.millrace.query.search;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was found, how long each stage took, and how far the index is behind. */
record SearchAnswer(
        @Schema(description = "Best first.") List<Hit> hits,
        Timings timings,

        @Schema(description = "For each collection, how far its index is behind PostgreSQL.")
        List<Freshness> freshness,

        @Schema(description = "Whether a collection gave no answer; 'errors' says which.")
        boolean partial,

        List<CollectionError> errors,

        @Schema(description = "Points that were found but not shown, because their chunk does not exist now.")
        int dropped) {

    /** @param score by the collection's distance; scores of different models cannot be compared */
    @Schema(description = "A chunk that exists now, as PostgreSQL has it.")
    record Hit(
            int rank,
            float score,
            String chunkId,
            String collection,
            HitDocument document,
            @Nullable String sectionTitle,
            @Nullable String pageReference,
            @Nullable String text,

            @Schema(description = "First character in the document, in UTF-16 code units.")
            int startOffset,

            int endOffset,
            Map<String, Object> metadata) {}

    record HitDocument(String id, String source, @Nullable String title, long version) {}

    /** Milliseconds, with parts. */
    @Schema(description = "Milliseconds.")
    record Timings(double collectionsMs, double embedMs, double searchMs, double enrichMs, double totalMs) {}

    /** As of at most a second ago. */
    record Freshness(
            String collection,

            @Schema(description = "When a document of this collection was last indexed.") @Nullable
            Instant lastIndexedAt,

            @Schema(description = "Documents whose newest version is committed but not searchable yet.")
            long waitingDocuments,

            @Schema(description = "Age of the oldest such commit; 0 when nothing waits.")
            long oldestWaitingMs) {}

    record CollectionError(String collection, String code, String detail) {}
}
