package io.millrace.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LayoutTest {

    @Test
    void whatFitsStaysAndLineBreaksBecomeBlanks() {
        assertThat(Layout.clip("one\ntwo   three", 20)).isEqualTo("one two three");
    }

    @Test
    void whatIsTooLongEndsAtAWord() {
        assertThat(Layout.clip("the quick brown fox", 14)).isEqualTo("the quick …");
    }

    @Test
    void oneLongWordIsCutWithinTheWidth() {
        assertThat(Layout.clip("x".repeat(50), 10)).isEqualTo("xxxxxxxx …").hasSize(10);
    }

    @Test
    void wrappingBreaksBetweenWordsOnly() {
        assertThat(Layout.wrap("the quick brown fox", 9)).containsExactly("the quick", "brown fox");
        assertThat(Layout.wrap("a " + "x".repeat(12) + " b", 9)).containsExactly("a", "x".repeat(12), "b");
        assertThat(Layout.wrap("", 9)).containsExactly("");
    }
}
