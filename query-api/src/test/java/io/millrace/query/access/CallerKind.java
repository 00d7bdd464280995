package io.millrace.query.access;

import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Everybody who may come, as far as access goes. */
enum CallerKind {
    ANONYMOUS(false, Set.of(), null),
    BAD_KEY(false, Set.of(), null),
    EXPIRED_KEY(false, Set.of(), null),
    REVOKED_KEY(false, Set.of(), null),
    INACTIVE_USER(false, Set.of(), null),
    /** A key of the owner, as the two after it: what it may not do, its scope forbids. */
    READ_KEY(true, Set.of(Scope.READ), Role.OWNER),
    WRITE_KEY(true, Set.of(Scope.WRITE), Role.OWNER),
    ADMIN_KEY(true, Set.of(Scope.ADMIN), Role.OWNER),
    STRANGER(true, Scope.ALL, null),
    READER(true, Scope.ALL, Role.READER),
    WRITER(true, Scope.ALL, Role.WRITER),
    ADMIN(true, Scope.ALL, Role.ADMIN),
    OWNER(true, Scope.ALL, Role.OWNER),
    SUPERUSER(true, Scope.ALL, Role.SUPERUSER);

    private final boolean good;
    private final Set<Scope> scopes;
    private final @Nullable Role role;

    CallerKind(boolean good, Set<Scope> scopes, @Nullable Role role) {
        this.good = good;
        this.scopes = scopes;
        this.role = role;
    }

    /** What the declared table says of this caller at this endpoint, with a collection that is public or private. */
    Verdict verdict(Endpoint endpoint, boolean isPublic) {
        if (endpoint.need() == Need.OPEN) {
            return Verdict.ALLOWED;
        }
        if (!good) {
            return Verdict.UNAUTHENTICATED;
        }
        if (endpoint.scope().isPresent() && !scopes.contains(endpoint.scope().get())) {
            return Verdict.FORBIDDEN;
        }
        return switch (endpoint.need()) {
            case OPEN, CALLER -> Verdict.ALLOWED;
            case SUPERUSER -> role == Role.SUPERUSER ? Verdict.ALLOWED : Verdict.FORBIDDEN;
            case READER -> atLeast(Role.READER, isPublic, Verdict.HIDDEN);
            case WRITER -> atLeast(Role.WRITER, isPublic, Verdict.HIDDEN);
            case ADMIN -> atLeast(Role.ADMIN, isPublic, Verdict.HIDDEN);
            case ADMIN_OR_NEW -> atLeast(Role.ADMIN, isPublic, Verdict.NAME_TAKEN);
            case OWNER -> atLeast(Role.OWNER, isPublic, Verdict.HIDDEN);
        };
    }

    private Verdict atLeast(Role needed, boolean isPublic, Verdict unseen) {
        Optional<Role> has = Optional.ofNullable(role).or(() -> isPublic ? Optional.of(Role.READER) : Optional.empty());
        return has.map(r -> r.ordinal() >= needed.ordinal() ? Verdict.ALLOWED : Verdict.FORBIDDEN)
                .orElse(unseen);
    }

    /** What the answer is. */
    enum Verdict {
        ALLOWED("yes", 0, ""),
        UNAUTHENTICATED("401", 401, "unauthenticated"),
        FORBIDDEN("403", 403, "forbidden"),
        HIDDEN("404", 404, "collection-not-found"),
        NAME_TAKEN("409", 409, "name-taken");

        private final String shown;
        private final int status;
        private final String code;

        Verdict(String shown, int status, String code) {
            this.shown = shown;
            this.status = status;
            this.code = code;
        }

        String shown() {
            return shown;
        }

        int status() {
            return status;
        }

        String code() {
            return code;
        }
    }
}
