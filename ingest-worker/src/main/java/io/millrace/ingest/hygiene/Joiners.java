package io.millrace.ingest.hygiene;

import java.lang.Character.UnicodeScript;
import java.util.EnumSet;
import java.util.Set;

/**
 * Where invisible characters mean something.
 *
 * <p>UAX #31 (section 2.3, rules A1, A2 and B) keeps a joiner in identifiers only where it changes what is shown. Text is kept
 * more generously: after a letter or mark of any script that joins its letters or forms conjuncts, since Persian writers put a
 * non-joiner between the parts of a word whether or not the letter before it joins, and Malayalam and Sinhala may end a word
 * with a joiner. Only the first of several in a row is kept: no orthography repeats them, hidden messages do.
 */
final class Joiners {

    static final int ZERO_WIDTH_NON_JOINER = 0x200C;
    static final int ZERO_WIDTH_JOINER = 0x200D;

    private static final int VARIATION_SELECTOR_16 = 0xFE0F;
    private static final int TATWEEL = 0x0640;
    /** More marks on one letter are no orthography. */
    private static final int MAX_MARKS = 16;

    /** Cursive scripts (Joining_Type D or R), and scripts with a virama. */
    private static final Set<UnicodeScript> JOINING = EnumSet.of(
            UnicodeScript.ARABIC,
            UnicodeScript.SYRIAC,
            UnicodeScript.MONGOLIAN,
            UnicodeScript.NKO,
            UnicodeScript.MANDAIC,
            UnicodeScript.MANICHAEAN,
            UnicodeScript.PHAGS_PA,
            UnicodeScript.PSALTER_PAHLAVI,
            UnicodeScript.HANIFI_ROHINGYA,
            UnicodeScript.ADLAM,
            UnicodeScript.SOGDIAN,
            UnicodeScript.OLD_UYGHUR,
            UnicodeScript.DEVANAGARI,
            UnicodeScript.BENGALI,
            UnicodeScript.GURMUKHI,
            UnicodeScript.GUJARATI,
            UnicodeScript.ORIYA,
            UnicodeScript.TAMIL,
            UnicodeScript.TELUGU,
            UnicodeScript.KANNADA,
            UnicodeScript.MALAYALAM,
            UnicodeScript.SINHALA,
            UnicodeScript.TIBETAN,
            UnicodeScript.MYANMAR,
            UnicodeScript.KHMER,
            UnicodeScript.BALINESE,
            UnicodeScript.JAVANESE,
            UnicodeScript.SUNDANESE,
            UnicodeScript.KAITHI,
            UnicodeScript.GRANTHA,
            UnicodeScript.NEWA,
            UnicodeScript.TIRHUTA,
            UnicodeScript.SIDDHAM,
            UnicodeScript.MODI,
            UnicodeScript.SHARADA,
            UnicodeScript.CHAKMA,
            UnicodeScript.MEETEI_MAYEK,
            UnicodeScript.SAURASHTRA,
            UnicodeScript.BRAHMI,
            UnicodeScript.TAI_THAM);

    /** Line_Break=Complex_Context: words are not parted by spaces. */
    private static final Set<UnicodeScript> WITHOUT_SPACES = EnumSet.of(
            UnicodeScript.THAI,
            UnicodeScript.LAO,
            UnicodeScript.KHMER,
            UnicodeScript.MYANMAR,
            UnicodeScript.TIBETAN,
            UnicodeScript.TAI_LE,
            UnicodeScript.NEW_TAI_LUE,
            UnicodeScript.TAI_THAM,
            UnicodeScript.TAI_VIET,
            UnicodeScript.JAVANESE,
            UnicodeScript.BALINESE);

    private Joiners() {}

    /**
     * @param before the text that was kept so far
     * @param next where the text goes on
     */
    static boolean isMeant(int joiner, CharSequence before, String text, int next) {
        int base = baseOf(before);
        if (base < 0) {
            return false;
        }
        if (isLetterOrMark(base) && (base == TATWEEL || JOINING.contains(UnicodeScript.of(base)))) {
            return true;
        }
        return joiner == ZERO_WIDTH_JOINER
                && (Character.isExtendedPictographic(base) || Character.isEmojiModifier(base))
                && next < text.length()
                && Character.isExtendedPictographic(text.codePointAt(next));
    }

    /** Whether a zero-width space here parts two words of a script that has no spaces. */
    static boolean isWordBoundary(CharSequence before, String text, int next) {
        int base = baseOf(before);
        return base >= 0
                && WITHOUT_SPACES.contains(UnicodeScript.of(base))
                && next < text.length()
                && WITHOUT_SPACES.contains(UnicodeScript.of(text.codePointAt(next)));
    }

    /** The last character that is not only an accent or a variation of the one before it; -1 if there is none. */
    private static int baseOf(CharSequence before) {
        int end = before.length();
        for (int marks = 0; end > 0 && marks <= MAX_MARKS; marks++) {
            int c = Character.codePointBefore(before, end);
            if (c != VARIATION_SELECTOR_16 && (!isMark(c) || UnicodeScript.of(c) != UnicodeScript.INHERITED)) {
                return c;
            }
            end -= Character.charCount(c);
        }
        return -1;
    }

    private static boolean isLetterOrMark(int c) {
        return Character.isLetter(c) || isMark(c);
    }

    private static boolean isMark(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK
                || type == Character.COMBINING_SPACING_MARK
                || type == Character.ENCLOSING_MARK;
    }
}
