package io.millrace.query.user;

import io.millrace.query.problem.Violations;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A user who is to be made. */
record NewUserRequest(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED, description = "Lower case; never changes.") @Nullable
        String username,

        @Schema(description = "12 to 256 characters. Without one the user acts by API keys only.") @Nullable
        String password,

        @Nullable String email,
        @Nullable String fullName,

        @Schema(description = "Default: false.") @Nullable Boolean isSuperuser,

        @Nullable Map<String, Object> profileMetadata) {

    void validate() {
        Violations violations = new Violations();
        UserFields.requireUsername(violations, username);
        UserFields.requireEmail(violations, email);
        UserFields.requireFullName(violations, fullName);
        UserFields.requireJson(violations, profileMetadata, "profile_metadata");
        violations.throwIfAny();
        if (password != null) {
            Passwords.validate(password, String.valueOf(username), "/password");
        }
    }

    @Override
    public String toString() {
        return "NewUserRequest[username=" + username + ", password=***]";
    }
}
