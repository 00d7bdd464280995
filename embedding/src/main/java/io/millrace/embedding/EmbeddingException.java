package io.millrace.embedding;

import org.jspecify.annotations.Nullable;

/** Why a text has no vector: {@link EmbeddingUnavailableException} to retry, {@link EmbeddingRejectedException} to give up. */
public abstract sealed class EmbeddingException extends RuntimeException
        permits EmbeddingUnavailableException, EmbeddingRejectedException {

    private static final long serialVersionUID = 1L;

    EmbeddingException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** A stable code, such as {@code embedding-unavailable}: metric tag, dead-letter code and problem type. */
    public abstract String errorCode();
}
