package io.millrace.query.user;

import io.millrace.query.problem.Violations;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What superusers change of a user. What is absent stays as it is. */
@Schema(description = "What is absent stays as it is; an empty email or full_name takes it away.")
record UserChange(
        @Nullable String email,
        @Nullable String fullName,

        @Schema(description = "false ends the user's sessions and shuts out the user's keys.") @Nullable
        Boolean isActive,

        @Nullable Boolean isSuperuser,
        @Nullable Map<String, Object> profileMetadata,
        @Nullable Map<String, Object> preferences,

        @Schema(description = "12 to 256 characters. Ends the user's sessions.") @Nullable
        String password) {

    /** What users change of themselves. */
    @Schema(
            name = "OwnUserChange",
            description = "What is absent stays as it is; an empty email or full_name takes it away.")
    record Own(
            @Nullable String email,
            @Nullable String fullName,
            @Nullable Map<String, Object> preferences) {

        UserChange whole() {
            return new UserChange(email, fullName, null, null, null, preferences, null);
        }
    }

    void validate(String username) {
        Violations violations = new Violations();
        UserFields.requireEmail(violations, email);
        UserFields.requireFullName(violations, fullName);
        UserFields.requireJson(violations, profileMetadata, "profile_metadata");
        UserFields.requireJson(violations, preferences, "preferences");
        violations.throwIfAny();
        if (password != null) {
            Passwords.validate(password, username, "/password");
        }
    }

    @Override
    public String toString() {
        return "UserChange[isActive=" + isActive + ", isSuperuser=" + isSuperuser + ", password="
                + (password == null ? "none" : "***") + "]";
    }
}
