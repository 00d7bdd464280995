package io.millrace.query.apikey;

import io.millrace.query.access.Scope;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A key, as its user sees it. */
@Schema(name = "ApiKey", description = "Acts for its user within its scopes.")
record ApiKeyResource(
        String id,
        String name,

        @Schema(description = "The part that may be shown: mr_<prefix>_…")
        String prefix,

        List<Scope> scopes,
        Instant createdAt,
        @Nullable Instant expiresAt,

        @Schema(description = "To a minute.") @Nullable Instant lastUsedAt,
        @Nullable Instant revokedAt,

        @Schema(description = "The key itself. Shown once, when it is made: keep it.") @Nullable
        String key) {

    ApiKeyResource with(String text) {
        return new ApiKeyResource(id, name, prefix, scopes, createdAt, expiresAt, lastUsedAt, revokedAt, text);
    }

    @Override
    public String toString() {
        return "ApiKeyResource[mr_" + prefix + "_***]";
    }
}
