package io.millrace.query.collection;

import io.millrace.query.problem.Violations;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What a collection may hold, and how often it may be asked. What is absent has no limit. */
@Schema(description = "What a collection may hold, and how often it may be asked. What is absent has no limit.")
public record CollectionLimits(
        @Schema(description = "Most documents that are not deleted; what would add one more becomes a dead letter.")
        @Nullable
        Long maxDocuments,

        @Schema(description = "Most bytes of their content as received; what would go beyond becomes a dead letter.")
        @Nullable
        Long maxBytes,

        @Schema(description = "Most searches in a minute, of all callers together.") @Nullable
        Integer maxRequestsPerMinute) {

    /** None. */
    public static final CollectionLimits NONE = new CollectionLimits(null, null, null);

    void validate() {
        Violations violations = new Violations();
        violations.require(
                maxDocuments == null || maxDocuments >= 0, "/max_documents", "max_documents must not be negative.");
        violations.require(maxBytes == null || maxBytes >= 0, "/max_bytes", "max_bytes must not be negative.");
        violations.require(
                maxRequestsPerMinute == null || maxRequestsPerMinute > 0,
                "/max_requests_per_minute",
                "max_requests_per_minute must be at least 1.");
        violations.throwIfAny();
    }
}
