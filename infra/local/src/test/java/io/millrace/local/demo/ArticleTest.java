package io.millrace.local.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ArticleTest {

    @Test
    void aSentenceIsAddedToTheFirstParagraphAndNothingElseChanges() {
        Article edited = new Article("# Title\n\nOne line,\nanother.\n\n## Section\n\nText.\n").withSentence("New.");

        assertThat(edited.markdown()).isEqualTo("# Title\n\nOne line,\nanother.\nNew.\n\n## Section\n\nText.\n");
    }

    @Test
    void anArticleWithoutAnOpeningParagraphIsRefused() {
        assertThatThrownBy(() -> new Article("# Title\n\n## Section\n\nText.\n").withSentence("New."))
                .isInstanceOf(DemoFailedException.class);
    }
}
