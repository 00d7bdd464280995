package io.millrace.query.access;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What whoever asks at an {@link Endpoint} must be. */
public enum Need {
    /** Nobody: no credential is asked for. */
    OPEN(null),
    /** Anybody with a credential. */
    CALLER(null),
    READER(Role.READER),
    WRITER(Role.WRITER),
    ADMIN(Role.ADMIN),
    /** An admin of the collection if the caller can see it; anybody with a credential, to make it, if not. */
    ADMIN_OR_NEW(Role.ADMIN),
    OWNER(Role.OWNER),
    /** A superuser, whatever the collection. */
    SUPERUSER(null);

    private final @Nullable Role role;

    Need(@Nullable Role role) {
        this.role = role;
    }

    /** The least that the caller must be to the collection, where it is about one. */
    public Optional<Role> role() {
        return Optional.ofNullable(role);
    }
}
