package io.millrace.query.user;

import io.millrace.query.problem.Violations;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The password that is, and the one that is to be. */
record PasswordChange(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable
        String currentPassword,

        @Schema(requiredMode = Schema.RequiredMode.REQUIRED, description = "12 to 256 characters.") @Nullable
        String newPassword) {

    void validate(String username) {
        Violations violations = new Violations();
        violations.require(currentPassword != null, "/current_password", "current_password must be given.");
        violations.require(newPassword != null, "/new_password", "new_password must be given.");
        violations.throwIfAny();
        Passwords.validate(String.valueOf(newPassword), username, "/new_password");
    }

    @Override
    public String toString() {
        return "PasswordChange[***]";
    }
}
