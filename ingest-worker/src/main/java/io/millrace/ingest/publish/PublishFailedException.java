package io.millrace.ingest.publish;

import org.jspecify.annotations.Nullable;

/** Publishing cannot go on. The message is one sentence that says what to do. */
final class PublishFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    PublishFailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
