package io.millrace.query.conversation;

import io.millrace.query.problem.Violations;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A conversation that is to begin, or to be called otherwise. */
record ConversationRequest(
        @Schema(description = "1 to 200 characters. Default: the beginning of the first message.") @Nullable
        String title) {

    void validateNew() {
        if (title != null) {
            validateTitle();
        }
    }

    String validateTitle() {
        Violations violations = new Violations();
        ConversationTitle.validate(violations, title);
        violations.throwIfAny();
        return String.valueOf(title);
    }
}
