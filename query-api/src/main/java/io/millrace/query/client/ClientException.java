package io.millrace.query.client;

/** A verb that failed. The message is one sentence for the user. */
final class ClientException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int exitCode;
    private final String pointer;

    ClientException(int exitCode, String message) {
        this(exitCode, message, "");
    }

    ClientException(int exitCode, String message, String pointer) {
        super(message);
        this.exitCode = exitCode;
        this.pointer = pointer;
    }

    /** What of the request is wrong, as a JSON pointer; empty if that is not known. */
    String pointer() {
        return pointer;
    }

    int exitCode() {
        return exitCode;
    }
}
