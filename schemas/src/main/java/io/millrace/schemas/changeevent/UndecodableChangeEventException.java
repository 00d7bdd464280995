package io.millrace.schemas.changeevent;

/** A record that is no change event and never will be: it belongs in the dead-letter topic. Its message is one sentence. */
public final class UndecodableChangeEventException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UndecodableChangeEventException(String message) {
        super(message);
    }

    public UndecodableChangeEventException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Stable; a metric tag and the dead letter's header. */
    public String errorCode() {
        return "change-event-undecodable";
    }
}
