package io.millrace.ingest.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class MarkdownChunkerTest {

    @Test
    void aChunkNeverCrossesAHeadingAndKnowsThePathToIt() {
        List<ChunkDraft> chunks =
                chunk("# Balance\n\n## ZMP\n\nThe point.\n\n## Capture\n\nA step.\n\n# Gait\n\nWalking.\n", 100, 0);
        assertThat(chunks)
                .extracting(ChunkDraft::sectionTitle)
                .containsExactly("Balance > ZMP", "Balance > Capture", "Gait");
        assertThat(chunks.getFirst().text()).isEqualTo("## ZMP\n\nThe point.");
    }

    @Test
    void codeTablesAndListsStayWholeWhenTheyFit() {
        String code = "```\na = 1\n\nb = 2\n```";
        String table = "| a | b |\n|---|---|\n| 1 | 2 |";
        String list = "- one\n- two\n\n- three";
        List<ChunkDraft> chunks = chunk(code + "\n\n" + table + "\n\n" + list, 16, 0);
        assertThat(chunks).extracting(ChunkDraft::text).anyMatch(t -> t.contains("a = 1") && t.contains("b = 2"));
        assertThat(chunks).extracting(ChunkDraft::text).anyMatch(t -> t.contains("one") && t.contains("three"));
    }

    @Test
    void frontMatterRulesAndCommentsAreNoText() {
        List<ChunkDraft> chunks = chunk("---\ntitle: A\n---\n\n***\n\n<!-- note -->\n\nText.\n", 100, 0);
        assertThat(chunks).extracting(ChunkDraft::text).containsExactly("Text.");
    }

    @Test
    void linkDefinitionsAndHeadingsWithoutTextAreKept() {
        assertThat(chunk("[a]: https://example.org/x\n", 100, 0)).hasSize(1);
        assertThat(chunk("# Only\n\n## Headings\n", 100, 0))
                .extracting(ChunkDraft::text)
                .containsExactly("## Headings");
    }

    @Test
    void overlapRepeatsTheEndOfTheChunkBeforeOnlyWithinABlock() {
        String paragraph = "One two three four. ".repeat(1) + "Five six seven eight. Nine ten eleven twelve. "
                + "Alpha beta gamma delta. Red green blue grey. Up down left right.";
        List<ChunkDraft> chunks = chunk(paragraph, 16, 5);
        assertThat(chunks).hasSizeGreaterThan(1);
        for (int i = 1; i < chunks.size(); i++) {
            assertThat(chunks.get(i).startOffset()).isLessThan(chunks.get(i - 1).endOffset());
            assertThat(chunks.get(i).tokenCount()).isLessThanOrEqualTo(16);
        }
    }

    @Test
    void windowsLineEndsKeepTheirOffsets() {
        String content = "# A\r\n\r\nOne.\r\n\r\n# B\r\n\r\nTwo.\r\n";
        assertThat(chunk(content, 100, 0))
                .allSatisfy(c -> assertThat(content.substring(c.startOffset(), c.endOffset()))
                        .isEqualTo(c.text()))
                .extracting(ChunkDraft::sectionTitle)
                .containsExactly("A", "B");
    }

    @Test
    void tooManyChunksAreRefusedBeforeTheyAreMade() {
        String content = "word ".repeat(17 * 10_001);
        assertThatThrownBy(() -> chunk(content, 16, 0)).isInstanceOf(TooManyChunksException.class);
    }

    @Test
    void textWithoutLettersMakesNoChunk() {
        assertThat(chunk("\u2014 \u2022 ...", 100, 0)).isEmpty();
        assertThat(chunk("", 100, 0)).isEmpty();
    }

    private static List<ChunkDraft> chunk(String content, int size, int overlap) {
        return new ChunkingSettings(ChunkingStrategy.AUTO, size, overlap)
                .chunker(TextFormat.MARKDOWN)
                .chunk(content);
    }
}
