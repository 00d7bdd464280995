package io.millrace.ingest.database;

/** Starting would be wrong, now and later: an operator must act. The message is one sentence that says how. */
public final class StartRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StartRefusedException(String message) {
        super(message);
    }
}
