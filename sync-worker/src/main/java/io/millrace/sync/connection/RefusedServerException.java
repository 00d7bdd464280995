package io.millrace.sync.connection;

/** A server, or the role in it, must not be used. The message is one sentence for an operator. */
public final class RefusedServerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public RefusedServerException(String message) {
        super(message);
    }
}
