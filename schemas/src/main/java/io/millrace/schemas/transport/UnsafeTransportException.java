package io.millrace.schemas.transport;

/** A setting that would show content or credentials to the network. The message is one sentence that says what to do. */
public final class UnsafeTransportException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    UnsafeTransportException(String sentence) {
        super(sentence);
    }
}
