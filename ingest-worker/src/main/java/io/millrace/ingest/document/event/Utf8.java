package io.millrace.ingest.document.event;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** UTF-8 that is what it says. */
final class Utf8 {

    private Utf8() {}

    /** @throws RefusedEventException if the bytes are not UTF-8 */
    static String decode(byte[] bytes, String what) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new RefusedEventException(RefusalCode.INVALID_UTF8, "The " + what + " is not valid UTF-8.", e);
        }
    }

    /**
     * The text as PostgreSQL can hold it: U+0000 replaced.
     *
     * @throws RefusedEventException if it holds half a surrogate pair, which has no form in UTF-8
     */
    static String storable(String text, String what) {
        requireWellFormed(text, what);
        return text.indexOf('\0') < 0 ? text : text.replace('\0', '\uFFFD');
    }

    static void requireWellFormed(String text, String what) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                if (Character.isLowSurrogate(c)
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    throw new RefusedEventException(
                            RefusalCode.INVALID_UTF8, "The " + what + " holds half a surrogate pair.");
                }
                i++;
            }
        }
    }

    /** How often U+FFFD stands in the text. */
    static int replacements(@Nullable String text) {
        return text == null ? 0 : (int) text.chars().filter(c -> c == '\uFFFD').count();
    }

    /** How often the bytes EF BF BD, which are U+FFFD, stand in the value. */
    static int replacements(byte[] value) {
        int count = 0;
        for (int i = 0; i + 2 < value.length; i++) {
            if (value[i] == (byte) 0xEF && value[i + 1] == (byte) 0xBF && value[i + 2] == (byte) 0xBD) {
                count++;
            }
        }
        return count;
    }
}
