package io.millrace.ingest.environment;

/** A variable that the verb needs is not set. The message is one sentence. */
public final class MissingVariableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MissingVariableException(String name) {
        super("The environment variable " + name + " must be set.");
    }
}
