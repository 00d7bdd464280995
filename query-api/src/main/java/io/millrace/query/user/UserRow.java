package io.millrace.query.user;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A user, as the row is, but for the password. */
public record UserRow(
        UUID id,
        String username,
        @Nullable String email,
        @Nullable String fullName,
        boolean active,
        boolean superuser,
        Map<String, Object> profileMetadata,
        Map<String, Object> preferences,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant lastLogin) {}
