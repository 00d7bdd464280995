package io.millrace.query.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConversationTitleTest {

    @Test
    void shortMessageIsTheTitle() {
        assertThat(ConversationTitle.ofMessage("  How does\n it walk? ").text()).isEqualTo("How does it walk?");
    }

    @Test
    void longMessageIsCutBetweenWords() {
        String title = ConversationTitle.ofMessage("walking ".repeat(30)).text();
        assertThat(title).endsWith("walking…").hasSizeLessThanOrEqualTo(61);
    }

    @Test
    void cutNeverPartsACharacter() {
        String title = ConversationTitle.ofMessage("🤖".repeat(100)).text();
        assertThat(title.codePointCount(0, title.length())).isEqualTo(61);
        assertThat(title).isEqualTo("🤖".repeat(60) + "…");
    }
}
