package io.millrace.sync.point;

/** A call to Qdrant that was not confirmed. */
public final class VectorStoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What to do about a failed call. */
    public enum Kind {
        /** It was not applied; the dependency will answer some day. */
        RETRIABLE,
        /** The server looked at it and refused; it will refuse it for ever. */
        PERMANENT,
        /** It may have been applied or may yet be: repeat it with the same ids. */
        UNKNOWN_OUTCOME
    }

    /** The alias or the generation does not exist. */
    public static final String COLLECTION_MISSING = "qdrant-collection-missing";

    private final Kind kind;
    private final String code;

    public VectorStoreException(Kind kind, String code, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.code = code;
    }

    public VectorStoreException(Kind kind, String code, String message) {
        super(message);
        this.kind = kind;
        this.code = code;
    }

    public Kind kind() {
        return kind;
    }

    /** Stable; a metric tag and the dead letter's header. */
    public String code() {
        return code;
    }
}
