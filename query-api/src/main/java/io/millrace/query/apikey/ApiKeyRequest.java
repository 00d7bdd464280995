package io.millrace.query.apikey;

import io.millrace.query.access.Caller;
import io.millrace.query.access.Scope;
import io.millrace.query.problem.ProblemCode;
import io.millrace.query.problem.ProblemException;
import io.millrace.query.problem.Violations;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A key that is to be made. */
record ApiKeyRequest(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED, description = "What you call it. 1 to 100 characters.")
        @Nullable
        String name,

        @Schema(
                requiredMode = Schema.RequiredMode.REQUIRED,
                description = "read: read and search. write: change documents. admin: change collections, permissions, "
                        + "keys and users. Each without the others.")
        @Nullable
        List<Scope> scopes,

        @Schema(description = "From when it is refused. Default: never.") @Nullable
        Instant expiresAt,

        @Schema(description = "Whose key it is: yours, unless a superuser names somebody else.") @Nullable
        String username) {

    private static final int MAX_NAME = 100;

    void validate(Caller caller, Instant now) {
        Violations violations = new Violations();
        violations.require(
                name != null && !name.isBlank() && name.length() <= MAX_NAME && name.indexOf('\0') < 0,
                "/name",
                "name must be given, with at most 100 characters.");
        violations.require(
                scopes != null && !scopes.isEmpty() && scopes.stream().allMatch(Objects::nonNull),
                "/scopes",
                "scopes must have at least one of read, write and admin.");
        violations.require(
                expiresAt == null || expiresAt.isAfter(now), "/expires_at", "expires_at must be a time to come.");
        violations.throwIfAny();
        if (scopes != null && !caller.scopes().containsAll(scopes)) {
            throw new ProblemException(
                    ProblemCode.FORBIDDEN,
                    "a key makes only keys with scopes that it has itself: log in to make this one.");
        }
        if (username != null && !caller.superuser()) {
            throw new ProblemException(
                    ProblemCode.FORBIDDEN, "only a superuser makes keys for others: leave username out.");
        }
    }
}
