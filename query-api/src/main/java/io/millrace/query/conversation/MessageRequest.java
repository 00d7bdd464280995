package io.millrace.query.conversation;

import io.millrace.query.problem.Violations;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A message that is to be added. */
record MessageRequest(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable
        MessageRole role,

        @Schema(requiredMode = Schema.RequiredMode.REQUIRED, description = "1 to 100,000 characters.") @Nullable
        String content) {

    private static final int MAX_CONTENT = 100_000;

    NewMessage validated() {
        Violations violations = new Violations();
        violations.require(role != null, "/role", "role must be user, assistant or system.");
        validateText(violations, "/content", content);
        violations.throwIfAny();
        return new NewMessage(Objects.requireNonNull(role), Objects.requireNonNull(content));
    }

    static void validateText(Violations violations, String pointer, @Nullable String text) {
        violations.require(
                text != null && !text.isBlank() && text.length() <= MAX_CONTENT && text.indexOf('\0') < 0,
                pointer,
                pointer.substring(1) + " must have 1 to 100,000 characters, and no NUL.");
    }
}
