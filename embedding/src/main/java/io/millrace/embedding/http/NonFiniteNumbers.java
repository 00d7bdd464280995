package io.millrace.embedding.http;

import java.util.regex.Pattern;

/**
 * Makes JSON of what Python's {@code json.dumps} writes for NaN and infinity, which several inference servers send for a
 * text that overflows their half-precision model. Left alone, the whole answer would be unreadable, and the one bad text
 * would look like a broken provider.
 */
final class NonFiniteNumbers {

    private static final Pattern BARE = Pattern.compile("(?<=[\\[,:\\s])(-?Infinity|NaN)(?=[\\],}\\s])");

    private NonFiniteNumbers() {}

    /** Puts quotation marks around bare {@code NaN}, {@code Infinity} and {@code -Infinity}; all else stays. */
    static String quote(String json) {
        return json.contains("NaN") || json.contains("Infinity")
                ? BARE.matcher(json).replaceAll("\"$1\"")
                : json;
    }
}
