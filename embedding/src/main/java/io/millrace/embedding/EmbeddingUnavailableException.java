package io.millrace.embedding;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The provider cannot answer now, whatever the text. Retriable, for ever and with back-off: wrong credentials and a wrong
 * model are here too, because a broken dependency must never turn good data into dead letters.
 */
public final class EmbeddingUnavailableException extends EmbeddingException {

    private static final long serialVersionUID = 1L;

    /** What keeps the provider from answering. */
    public enum Reason {
        /** No connection, a 5xx status, or the call was interrupted. */
        UNAVAILABLE("embedding-unavailable"),
        /** No complete answer within the configured time. */
        TIMEOUT("embedding-timeout"),
        /** Status 429 or 425: see {@link EmbeddingUnavailableException#retryAfter()}. */
        RATE_LIMITED("embedding-rate-limited"),
        /** Credentials, address, model or dimension are wrong: only an operator can help. */
        MISCONFIGURED("embedding-misconfigured"),
        /** The provider said yes, but the answer cannot be read or has the wrong number of vectors. */
        MALFORMED_ANSWER("embedding-malformed-answer");

        private final String errorCode;

        Reason(String errorCode) {
            this.errorCode = errorCode;
        }
    }

    private final Reason reason;
    private final @Nullable Duration retryAfter;

    public EmbeddingUnavailableException(
            Reason reason, String message, @Nullable Duration retryAfter, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.retryAfter = retryAfter;
    }

    public Reason reason() {
        return reason;
    }

    /** How long the provider asked to be left alone (RFC 9110, section 10.2.3); empty if it did not say. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    @Override
    public String errorCode() {
        return reason.errorCode;
    }
}
