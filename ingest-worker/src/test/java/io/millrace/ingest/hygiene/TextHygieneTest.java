package io.millrace.ingest.hygiene;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.Normalizer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextHygieneTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain text, caf\u00e9 and na\u00efve",
                // Family, heart on fire, pirate flag, rainbow flag, health worker of a skin tone, walking to the right
                "\uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67\u200D\uD83D\uDC66",
                "\u2764\uFE0F\u200D\uD83D\uDD25",
                "\uD83C\uDFF4\u200D\u2620\uFE0F",
                "\uD83C\uDFF3\uFE0F\u200D\uD83C\uDF08",
                "\uD83D\uDC69\uD83C\uDFFD\u200D\u2695\uFE0F",
                "\uD83D\uDEB6\u200D\u27A1\uFE0F",
                // Scotland
                "\uD83C\uDFF4\uDB40\uDC67\uDB40\uDC62\uDB40\uDC73\uDB40\uDC63\uDB40\uDC74\uDB40\uDC7F",
                // Persian: mi-khaham, ketab-ha, and after a letter that does not join: kar-ha
                "\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645",
                "\u06A9\u062A\u0627\u0628\u200C\u0647\u0627",
                "\u06A9\u0627\u0631\u200C\u0647\u0627",
                // Arabic with a vowel sign before the non-joiner
                "\u0645\u064E\u200C\u0645",
                // Devanagari ksha without its ligature, half ka; Sinhala sri; Malayalam chillu n at a word's end;
                // Bengali r-ya
                "\u0915\u094D\u200C\u0937",
                "\u0915\u094D\u200D\u0937",
                "\u0DC1\u0DCA\u200D\u0DBB\u0DD3",
                "\u0D28\u0D4D\u200D",
                "\u09B0\u200D\u09CD\u09AF",
                // Thai and Khmer word boundaries
                "\u0E20\u0E32\u0E29\u0E32\u200B\u0E44\u0E17\u0E22",
                "\u1797\u17B6\u179F\u17B6\u200B\u1781\u17D2\u1798\u17C2\u179A"
            })
    void whatMeansSomethingIsKept(String text) {
        assertThat(TextHygiene.clean(text)).isEqualTo(new CleanText(text, 0, false));
    }

    @ParameterizedTest
    @CsvSource({
        // a bidirectional override, isolates and marks; a byte order mark; zero-width space, word joiner
        "'a\u202Edcb\u202C', adcb, 2",
        "'\u2066x\u2069\u200E\u200F\u061C', x, 5",
        "'\uFEFFTitle', Title, 1",
        "'in\u200Bvi\u2060si\u200Cble\u200D', invisible, 4",
        // Joiners between an emoji and a letter, and a message of joiners after an Arabic letter
        "'\uD83D\uDC68\u200Dx', '\uD83D\uDC68x', 1",
        "'\u0628\u200C\u200D\u200C\u200C\u0628', '\u0628\u200C\u0628', 3",
        // Tags that spell a word, alone and after a flag
        "'a\uDB40\uDC68\uDB40\uDC69', a, 2",
        "'\uD83C\uDFF4\uDB40\uDC68\uDB40\uDC69', '\uD83C\uDFF4', 2",
    })
    void whatNobodySeesIsRemovedAndCounted(String received, String kept, int stripped) {
        assertThat(TextHygiene.clean(received)).isEqualTo(new CleanText(kept, stripped, true));
    }

    @Test
    void textIsInNormalFormCAlsoWhereAHiddenCharacterKeptItsPartsAsunder() {
        assertThat(TextHygiene.clean("cafe\u0301")).isEqualTo(new CleanText("caf\u00e9", 0, true));
        assertThat(TextHygiene.clean("cafe\u200B\u0301")).isEqualTo(new CleanText("caf\u00e9", 1, true));
    }

    @Test
    void cleaningTwiceChangesNothingMore() {
        int[] alphabet = {
            'a', ' ', 'e', 0x301, 0x64E, 0x628, 0x631, 0x640, 0x915, 0x94D, 0x9C7, 0x9BE, 0xE01, 0x200B, 0x200C, 0x200D,
            0x200E, 0x202E, 0x2060, 0xFEFF, 0xFE0F, 0x1F468, 0x1F3FD, 0x2764, 0x1F3F4, 0xE0067, 0xE0062, 0xE007F,
            0x1100, 0x1161, 0xF900
        };
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int run = 0; run < 50_000; run++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(12); i >= 0; i--) {
                text.appendCodePoint(alphabet[random.nextInt(alphabet.length)]);
            }
            CleanText once = TextHygiene.clean(text.toString());
            assertThat(TextHygiene.clean(once.text()))
                    .as("seed %d, %s", seed, text.codePoints().boxed().toList())
                    .isEqualTo(new CleanText(once.text(), 0, false));
            assertThat(Normalizer.isNormalized(once.text(), Normalizer.Form.NFC))
                    .isTrue();
        }
    }
}
