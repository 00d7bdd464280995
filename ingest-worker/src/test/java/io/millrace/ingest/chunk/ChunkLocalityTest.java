package io.millrace.ingest.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.id.ContentHash;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an edit may change. Seeded: a failure names its seed. */
class ChunkLocalityTest {

    private static final ChunkingSettings SETTINGS = new ChunkingSettings(ChunkingStrategy.AUTO, 100, 0);

    @ParameterizedTest
    @EnumSource
    void editingOneParagraphOfALongDocumentChangesAtMostThreeChunks(TextFormat format) {
        for (int seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            List<String> paragraphs = new ArrayList<>(
                    IntStream.range(0, 330).mapToObj(i -> paragraph(random)).toList());
            List<ChunkDraft> before = chunks(format, paragraphs);
            assertThat(before).hasSizeGreaterThan(150);

            int edited = random.nextInt(paragraphs.size());
            paragraphs.set(
                    edited,
                    switch (seed % 3) {
                        case 0 -> "An edited beginning. " + paragraphs.get(edited);
                        case 1 -> paragraph(random);
                        default -> paragraphs.get(edited) + "\n\n" + paragraph(random);
                    });

            Set<ContentHash> old = hashes(before);
            assertThat(chunks(format, paragraphs).stream()
                            .filter(chunk -> !old.contains(ContentHash.ofText(chunk.text())))
                            .count())
                    .as("seed %d", seed)
                    .isBetween(1L, 3L);
        }
    }

    @Test
    void editingOneSentenceOfOneVeryLongParagraphChangesAtMostThreeChunks() {
        for (int seed = 0; seed < 10; seed++) {
            Random random = new Random(seed);
            List<String> sentences = new ArrayList<>(
                    IntStream.range(0, 1000).mapToObj(i -> sentence(random)).toList());
            Set<ContentHash> old = hashes(chunker(TextFormat.PLAIN).chunk(String.join(" ", sentences)));
            sentences.set(500, sentence(random) + " " + sentence(random));
            assertThat(chunker(TextFormat.PLAIN).chunk(String.join(" ", sentences)).stream()
                            .filter(chunk -> !old.contains(ContentHash.ofText(chunk.text())))
                            .count())
                    .as("seed %d", seed)
                    .isBetween(1L, 3L);
        }
    }

    @Test
    void movingASectionChangesNoChunk() {
        Random random = new Random(7);
        List<String> sections = new ArrayList<>(IntStream.range(0, 20)
                .mapToObj(i -> "## Section " + i + "\n\n"
                        + IntStream.range(0, 6).mapToObj(p -> paragraph(random)).collect(Collectors.joining("\n\n")))
                .toList());
        Chunker chunker = chunker(TextFormat.MARKDOWN);
        List<ChunkDraft> before = chunker.chunk("# Book\n\n" + String.join("\n\n", sections));
        sections.addFirst(sections.remove(13));
        List<ChunkDraft> after = chunker.chunk("# Book\n\n" + String.join("\n\n", sections));

        assertThat(hashes(after)).isEqualTo(hashes(before));
        assertThat(after).hasSameSizeAs(before);
        assertThat(titles(after)).containsExactlyInAnyOrderElementsOf(titles(before));
    }

    @Test
    void everyCharacterOfTheTextIsInAChunkAndNoChunkIsTooLong() {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            String content = IntStream.range(0, 60).mapToObj(i -> block(random)).collect(Collectors.joining("\n\n"));
            for (TextFormat format : TextFormat.values()) {
                List<ChunkDraft> chunks = chunker(format).chunk(content);
                StringBuilder rest = new StringBuilder(content);
                for (ChunkDraft chunk : chunks) {
                    assertThat(chunk.text())
                            .as("seed %d", seed)
                            .isEqualTo(content.substring(chunk.startOffset(), chunk.endOffset()));
                    assertThat(TokenEstimator.estimate(chunk.text()))
                            .as("seed %d, %s", seed, chunk.text())
                            .isEqualTo(chunk.tokenCount())
                            .isLessThanOrEqualTo(SETTINGS.size());
                    for (int i = chunk.startOffset(); i < chunk.endOffset(); i++) {
                        rest.setCharAt(i, ' ');
                    }
                }
                assertThat(rest.toString()
                                .codePoints()
                                .filter(Character::isLetterOrDigit)
                                .count())
                        .as("seed %d, left over: %s", seed, rest.toString().strip())
                        .isZero();
            }
        }
    }

    private static List<ChunkDraft> chunks(TextFormat format, List<String> paragraphs) {
        return chunker(format).chunk(String.join("\n\n", paragraphs));
    }

    private static Chunker chunker(TextFormat format) {
        return SETTINGS.chunker(format);
    }

    private static Set<ContentHash> hashes(List<ChunkDraft> chunks) {
        return chunks.stream()
                .map(chunk -> ContentHash.ofText(chunk.text()))
                .collect(Collectors.toCollection(HashSet::new));
    }

    private static List<String> titles(List<ChunkDraft> chunks) {
        return chunks.stream()
                .map(chunk -> String.valueOf(chunk.sectionTitle()))
                .toList();
    }

    private static String block(Random random) {
        return switch (random.nextInt(8)) {
            case 0 ->
                "#".repeat(1 + random.nextInt(4)) + " Heading " + random.nextInt(1000) + "\n\n" + paragraph(random);
            case 1 ->
                IntStream.range(0, 1 + random.nextInt(25))
                        .mapToObj(i -> "- item " + sentence(random))
                        .collect(Collectors.joining("\n"));
            case 2 -> "```java\n" + ("int x" + random.nextInt(1000) + " = 1;\n").repeat(1 + random.nextInt(60)) + "```";
            case 3 ->
                "| a | b |\n|---|---|\n" + ("| 1 | " + random.nextInt(1000) + " |\n").repeat(1 + random.nextInt(40));
            case 4 -> "x".repeat(1 + random.nextInt(2000));
            case 5 -> "> " + paragraph(random);
            default ->
                IntStream.range(0, 1 + random.nextInt(3))
                        .mapToObj(i -> paragraph(random))
                        .collect(Collectors.joining(" "));
        };
    }

    private static String paragraph(Random random) {
        return IntStream.range(0, 2 + random.nextInt(4))
                .mapToObj(i -> sentence(random))
                .collect(Collectors.joining(" "));
    }

    private static String sentence(Random random) {
        String words = IntStream.range(0, 6 + random.nextInt(10))
                .mapToObj(i -> word(random))
                .collect(Collectors.joining(" "));
        return Character.toUpperCase(words.charAt(0)) + words.substring(1) + ".";
    }

    private static String word(Random random) {
        return random.ints(2 + random.nextInt(7), 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
