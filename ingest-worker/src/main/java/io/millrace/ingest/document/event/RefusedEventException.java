package io.millrace.ingest.document.event;

import org.jspecify.annotations.Nullable;

/** An event that can never be applied: it belongs in the dead-letter topic. The message is one sentence. */
public final class RefusedEventException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final RefusalCode code;

    public RefusedEventException(RefusalCode code, String message) {
        this(code, message, null);
    }

    public RefusedEventException(RefusalCode code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public RefusalCode code() {
        return code;
    }
}
