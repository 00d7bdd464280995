package io.millrace.embedding;

import org.jspecify.annotations.Nullable;

/** This text will never have a vector from this model. Permanent: dead-letter it. The message may quote the provider. */
public final class EmbeddingRejectedException extends EmbeddingException {

    private static final long serialVersionUID = 1L;

    /** What is wrong with the text, or with what the model makes of it. */
    public enum Reason {
        /** The text is blank, or has nothing that the model's tokenizer keeps. */
        TEXT_EMPTY("embedding-text-empty"),
        /** The provider refused the text, for example as too long. */
        TEXT_REFUSED("embedding-text-refused"),
        /** The provider returned a vector of another dimension for this text, but not for others. */
        WRONG_DIMENSION("embedding-wrong-dimension"),
        /** The provider returned NaN, an infinity, or only zeros. */
        NOT_FINITE("embedding-not-finite");

        private final String errorCode;

        Reason(String errorCode) {
            this.errorCode = errorCode;
        }
    }

    private final Reason reason;

    public EmbeddingRejectedException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    @Override
    public String errorCode() {
        return reason.errorCode;
    }
}
