package io.millrace.sync.connection;

/** The database or the role in it must not be used. The message is one sentence for an operator. */
public final class RefusedDatabaseException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public RefusedDatabaseException(String message) {
        super(message);
    }
}
