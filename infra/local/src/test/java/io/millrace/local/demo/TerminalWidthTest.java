package io.millrace.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TerminalWidthTest {

    @Test
    void linesAreAsWideAsTheTerminalWithinReason() {
        assertThat(TerminalWidth.ofSize("40 90\n")).isEqualTo(90);
        assertThat(TerminalWidth.ofSize("40 20\n")).isEqualTo(60);
        assertThat(TerminalWidth.ofSize("40 400\n")).isEqualTo(120);
    }

    @Test
    void aTerminalThatDoesNotKnowItsSizeHasTheDefault() {
        assertThat(TerminalWidth.ofSize("0 0\n")).isEqualTo(100);
        assertThat(TerminalWidth.ofSize("")).isEqualTo(100);
    }
}
