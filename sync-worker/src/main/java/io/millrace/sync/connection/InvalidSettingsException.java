package io.millrace.sync.connection;

/** The environment does not say where the servers are. The message is one sentence for an operator. */
public final class InvalidSettingsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public InvalidSettingsException(String message) {
        super(message);
    }
}
