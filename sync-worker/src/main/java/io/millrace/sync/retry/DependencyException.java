package io.millrace.sync.retry;

/** A server that is needed did not do its part. Nothing is wrong with the data: try again. */
public final class DependencyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String code;

    /** @param code stable; a metric tag */
    public DependencyException(String code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public String code() {
        return code;
    }
}
