package io.millrace.ingest.hygiene;

import java.text.Normalizer;

/**
 * Removes characters that are invisible and stand for nothing, then brings the text into normal form C (UAX #15).
 *
 * <p>Removed are:
 *
 * <ul>
 *   <li>bidirectional controls, all twelve of property Bidi_Control (UAX #9, section 2): they change what a reader sees and
 *       not what is written, and can show a text in another order than it has (UTS #55, section 1.1);
 *   <li>ZERO WIDTH SPACE, WORD JOINER and ZERO WIDTH NO-BREAK SPACE (the byte order mark), which part words for a search and
 *       not for a reader; but not a ZERO WIDTH SPACE between letters of scripts that write no spaces, whose word boundary it
 *       is (UAX #14, class SA);
 *   <li>ZERO WIDTH JOINER and NON-JOINER where they join nothing: see {@link Joiners};
 *   <li>tag characters (U+E0000 block), an alphabet that nobody sees, but those of an emoji flag (UTS #51, ED-14a).
 * </ul>
 *
 * <p>UTS #39 (section 3.1) and UAX #31 (section 2.3) restrict the same characters in identifiers, and name the contexts in
 * which joiners are to be kept. Soft hyphens and variation selectors stay: those are seen.
 */
public final class TextHygiene {

    /** Below this no character is removed, and none is composed with its neighbour. */
    private static final char FIRST_OF_INTEREST = '\u0300';

    private static final int BLACK_FLAG = 0x1F3F4;
    private static final int CANCEL_TAG = 0xE007F;
    /** An ISO 3166-2 code without its hyphen. */
    private static final int MAX_FLAG_TAGS = 6;

    private TextHygiene() {}

    /** The clean text. Thread-safe. */
    public static CleanText clean(String text) {
        int plain = 0;
        while (plain < text.length() && text.charAt(plain) < FIRST_OF_INTEREST) {
            plain++;
        }
        if (plain == text.length()) {
            return new CleanText(text, 0, false);
        }
        StringBuilder kept = new StringBuilder(text.length()).append(text, 0, plain);
        int stripped = 0;
        int i = plain;
        while (i < text.length()) {
            int c = text.codePointAt(i);
            int next = i + Character.charCount(c);
            if (c == BLACK_FLAG) {
                next = endOfFlag(text, next);
                kept.append(text, i, next);
            } else if (isStripped(c, kept, text, next)) {
                stripped++;
            } else {
                kept.appendCodePoint(c);
            }
            i = next;
        }
        boolean normal = Normalizer.isNormalized(kept, Normalizer.Form.NFC);
        if (stripped == 0 && normal) {
            return new CleanText(text, 0, false);
        }
        return new CleanText(
                normal ? kept.toString() : Normalizer.normalize(kept, Normalizer.Form.NFC), stripped, true);
    }

    private static boolean isStripped(int c, CharSequence before, String text, int next) {
        return switch (c) {
            case 0x061C, 0x200E, 0x200F, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067, 0x2068, 0x2069 -> true;
            case 0x2060, 0xFEFF -> true;
            case 0x200B -> !Joiners.isWordBoundary(before, text, next);
            case Joiners.ZERO_WIDTH_NON_JOINER, Joiners.ZERO_WIDTH_JOINER -> !Joiners.isMeant(c, before, text, next);
            default -> c == 0xE0001 || (c >= 0xE0020 && c <= CANCEL_TAG);
        };
    }

    /** After the tags of a subdivision's flag, or where it stands if none follow. */
    private static int endOfFlag(String text, int start) {
        int i = start;
        for (int tags = 0; i < text.length() && tags <= MAX_FLAG_TAGS; tags++) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (c == CANCEL_TAG && tags > 0) {
                return i;
            }
            boolean letterOrDigit = (c >= 0xE0061 && c <= 0xE007A) || (c >= 0xE0030 && c <= 0xE0039);
            if (!letterOrDigit) {
                return start;
            }
        }
        return start;
    }
}
