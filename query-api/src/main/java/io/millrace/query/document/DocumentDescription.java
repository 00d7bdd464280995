package io.millrace.query.document;

import io.millrace.query.problem.Violations;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is to change of a document beside its content. */
@Schema(description = "What is to change beside the content: title, metadata or both. What is absent stays.")
record DocumentDescription(
        @Schema(description = "At most 1,000 characters; an empty one takes the title away.") @Nullable
        String title,

        @Schema(description = "All of it, in place of what was there: text by key.") @Nullable
        Map<String, String> metadata,

        @Schema(description = "Your own order: an event with a lower sequence than the stored one is ignored.")
        @Nullable
        Long sequence,

        @Nullable Instant occurredAt) {

    /** @throws io.millrace.query.problem.ProblemException with everything that is wrong */
    void validate() {
        Violations violations = new Violations();
        violations.require(title != null || metadata != null, "", "title, metadata or both must be given.");
        DocumentRequest.checkTitle(violations, title);
        DocumentRequest.checkMetadata(violations, metadata);
        DocumentRequest.checkSequence(violations, sequence);
        violations.throwIfAny();
    }
}
