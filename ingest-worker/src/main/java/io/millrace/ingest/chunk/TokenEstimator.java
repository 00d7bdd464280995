package io.millrace.ingest.chunk;

/**
 * Estimates how many tokens an embedding model's tokenizer makes of a text. Deterministic, without any model: a run of
 * letters and digits is one token and another for each further six characters, each ideograph and each other visible
 * character is one. On English prose that is slightly more than WordPiece makes, so limits are kept.
 *
 * <p>White space counts nothing, so the estimate of a text is the sum of its parts' when it is cut at white space.
 */
public final class TokenEstimator {

    private static final int CHARACTERS_PER_TOKEN = 6;

    private TokenEstimator() {}

    public static int estimate(String text) {
        return estimate(text, 0, text.length());
    }

    /** Of the text from {@code start} to before {@code end}, in UTF-16 code units. */
    static int estimate(String text, int start, int end) {
        int tokens = 0;
        int run = 0;
        for (int i = start; i < end; ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (Character.isIdeographic(c)) {
                tokens++;
                run = 0;
            } else if (Character.isLetterOrDigit(c)) {
                if (run % CHARACTERS_PER_TOKEN == 0) {
                    tokens++;
                }
                run++;
            } else {
                run = 0;
                if (!isBlank(c)) {
                    tokens++;
                }
            }
        }
        return tokens;
    }

    static boolean isBlank(int codePoint) {
        return Character.isWhitespace(codePoint) || Character.isSpaceChar(codePoint);
    }
}
