package io.millrace.query.point;

import org.jspecify.annotations.Nullable;

/** A search that gave no answer. The message is one sentence for whoever sent the request. */
public final class PointSearchException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Why; every case but {@code REFUSED} may pass later. */
    public enum Reason {
        TIMEOUT,
        UNAVAILABLE,
        /** There is nothing behind the collection's alias. */
        INDEX_MISSING,
        /** Qdrant says that the request is wrong. */
        REFUSED
    }

    private final Reason reason;

    public PointSearchException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
