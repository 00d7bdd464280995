package io.millrace.query.access;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Whoever sent a request, once known. Only {@link Authenticator} makes one for a request.
 *
 * @param subject what the audit log sees, such as {@code key:0123456789ab} or {@code user:<id>}; it
 *     goes where nothing is erased, so no name is in it; not blank
 * @param userId the user for whom the request is made: what row-level security sees
 * @param superuser whether that user may do everything
 * @param scopes what the credential is good for
 */
public record Caller(String subject, UUID userId, boolean superuser, Set<Scope> scopes) {

    /** What the subject of a key begins with; its prefix follows. */
    public static final String KEY = "key:";

    /** The user that the installation's own key stands for, and that owns what has no other owner. */
    public static final UUID OPERATOR = UUID.fromString("00000000-0000-4000-8000-000000000001");

    /** The application itself, for what it measures and writes on its own. */
    public static final Caller SYSTEM = operator("system:query-api");

    public Caller {
        if (subject.isBlank()) {
            throw new IllegalArgumentException("a caller has a subject");
        }
        scopes = Set.copyOf(scopes);
    }

    static Caller operator(String subject) {
        return new Caller(subject, OPERATOR, true, Scope.ALL);
    }

    /** Whoever has just logged in, or is about to. */
    public static Caller user(UUID userId, boolean superuser) {
        return new Caller("user:" + userId, userId, superuser, Scope.ALL);
    }

    /** Empty at an open path. */
    public static Optional<Caller> of(HttpServletRequest request) {
        return request.getAttribute(AccessFilter.CALLER) instanceof Caller caller
                ? Optional.of(caller)
                : Optional.empty();
    }

    @Override
    public String toString() {
        return subject;
    }
}
