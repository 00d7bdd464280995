package io.millrace.local.process;

import org.jspecify.annotations.Nullable;

/** A local process could not be started, stopped or reached. The message is one sentence for the user. */
public final class LocalProcessException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LocalProcessException(String message) {
        super(message);
    }

    public LocalProcessException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
