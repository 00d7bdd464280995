package io.millrace.query.client;

/** A verb that failed. The message is one sentence for the user. */
final class ClientException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int exitCode;

    ClientException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }
}
