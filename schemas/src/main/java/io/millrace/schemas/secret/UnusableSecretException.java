package io.millrace.schemas.secret;

/** A secret that is given twice, or whose file cannot be used. The message is one sentence, without the secret. */
public final class UnusableSecretException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    UnusableSecretException(String sentence) {
        super(sentence);
    }
}
