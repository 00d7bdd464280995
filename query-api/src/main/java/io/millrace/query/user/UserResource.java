package io.millrace.query.user;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A user, as the user and superusers see it. */
@Schema(name = "User", description = "Whoever may call.")
record UserResource(
        String id,

        @Schema(description = "Lower case; never changes.") String username,
        @Nullable String email,
        @Nullable String fullName,

        @Schema(description = "The keys and tokens of a user who is not are refused.")
        boolean isActive,

        boolean isSuperuser,

        @Schema(description = "What superusers keep about the user.")
        Map<String, Object> profileMetadata,

        @Schema(description = "What the user keeps.") Map<String, Object> preferences,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant lastLogin) {

    static UserResource of(UserRow row) {
        return new UserResource(
                row.id().toString(),
                row.username(),
                row.email(),
                row.fullName(),
                row.active(),
                row.superuser(),
                row.profileMetadata(),
                row.preferences(),
                row.createdAt(),
                row.updatedAt(),
                row.lastLogin());
    }
}
