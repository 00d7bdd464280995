package io.millrace.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.langchain4j.model.embedding.onnx.bgesmallenv15q.BgeSmallEnV15QuantizedEmbeddingModel;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class BgeSmallEnglishTest {

    private static final List<String> TEXTS = List.of(
            "The zero-moment point must stay inside the support polygon.",
            "Reinforcement learning trains a gait policy in simulation.",
            "Tomatoes need full sun and regular watering.",
            "A tactile sensor measures the pressure under each fingertip, and how it changes while the hand closes.");

    private final DenseEmbedder embedder = EmbedderRegistry.of(
                    EmbeddingProperties.defaults(), new SimpleMeterRegistry())
            .byModel("bge-small-en-v1.5");

    @Test
    void paraphraseIsNearerThanUnrelatedText() {
        List<float[]> vectors = embedder.embedDocuments(List.of(
                "The robot fell down because it lost its balance.",
                "The machine toppled over when it became unstable.",
                "Tomatoes need full sun and regular watering."));

        assertThat(Vectors.cosine(vectors.get(0), vectors.get(1)))
                .isGreaterThan(Vectors.cosine(vectors.get(0), vectors.get(2)) + 0.2);
    }

    @Test
    void queryFindsTheTextThatAnswersIt() {
        float[] query = embedder.embedQuery("how do biped robots keep from tipping over?");
        List<Double> scores = embedder.embedDocuments(TEXTS).stream()
                .map(vector -> Vectors.cosine(query, vector))
                .toList();

        assertThat(scores.getFirst())
                .isEqualTo(scores.stream().max(Double::compare).orElseThrow());
    }

    @Test
    void queryIsEmbeddedUnderTheModelsInstruction() {
        assertThat(embedder.embedQuery(TEXTS.get(0)))
                .containsExactly(embedder.embedDocuments(
                                List.of("Represent this sentence for searching relevant passages: " + TEXTS.get(0)))
                        .getFirst())
                .isNotEqualTo(embedder.embedDocuments(List.of(TEXTS.get(0))).getFirst());
    }

    @Test
    void vectorDependsOnItsOwnTextOnly() {
        List<float[]> together = embedder.embedDocuments(TEXTS);

        for (int i = 0; i < TEXTS.size(); i++) {
            assertThat(embedder.embedDocuments(List.of(TEXTS.get(i))).getFirst())
                    .containsExactly(together.get(i));
        }
    }

    @Test
    void vectorsAreThoseOfLangchain4j() {
        var langchain4j = new BgeSmallEnV15QuantizedEmbeddingModel();

        for (String text : TEXTS) {
            assertThat(Vectors.cosine(
                            embedder.embedDocuments(List.of(text)).getFirst(),
                            langchain4j.embed(text).content().vector()))
                    .isGreaterThan(0.9999);
        }
    }

    @Test
    void modelIsThreadSafe() throws Exception {
        List<float[]> expected = embedder.embedDocuments(TEXTS);
        try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
            List<Future<List<float[]>>> results = IntStream.range(0, 12)
                    .mapToObj(i -> threads.submit(() -> embedder.embedDocuments(TEXTS)))
                    .toList();
            for (Future<List<float[]>> result : results) {
                List<float[]> vectors = result.get(60, TimeUnit.SECONDS);
                for (int i = 0; i < TEXTS.size(); i++) {
                    assertThat(vectors.get(i)).containsExactly(expected.get(i));
                }
            }
        }
    }

    @Test
    void longTextIsEmbeddedWhole() {
        String gait = "The robot walks over the bridge on two legs. ".repeat(60);
        String garden = "Tomatoes need full sun and regular watering. ".repeat(60);
        List<float[]> vectors = embedder.embedDocuments(List.of(gait, gait + garden));

        assertThat(vectors).allSatisfy(vector -> assertThat(vector).hasSize(384));
        assertThat(Vectors.cosine(vectors.get(0), vectors.get(1)))
                .as("what comes after 510 tokens counts")
                .isLessThan(0.95);
    }

    @Test
    void wordLongerThanAPartIsEmbedded() {
        assertThat(embedder.embedDocuments(List.of("a1".repeat(49), "7".repeat(4_000) + " robots")))
                .allSatisfy(vector -> assertThat(vector).hasSize(384));
    }

    @Test
    void textWithoutAnyTokenIsRejected() {
        assertThatThrownBy(() -> embedder.embedDocuments(List.of("fine", "\u200b\u0007")))
                .isInstanceOf(EmbeddingRejectedException.class)
                .hasMessageContaining("no token");
        assertThatThrownBy(() -> embedder.embedDocuments(List.of("\u200b\u0007")))
                .isInstanceOf(EmbeddingRejectedException.class);
    }

    @Test
    void vectorsAreUnitVectors() {
        for (float[] vector : embedder.embedDocuments(TEXTS)) {
            double squares = IntStream.range(0, vector.length)
                    .mapToDouble(i -> (double) vector[i] * vector[i])
                    .sum();
            assertThat(squares).isCloseTo(1, within(1e-5));
        }
    }
}
