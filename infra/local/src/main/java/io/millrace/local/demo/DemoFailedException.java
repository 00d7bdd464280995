package io.millrace.local.demo;

/** Something that the demo promises did not hold, or could not be shown. The message is one sentence for the user. */
final class DemoFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DemoFailedException(String message) {
        super(message);
    }

    DemoFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
