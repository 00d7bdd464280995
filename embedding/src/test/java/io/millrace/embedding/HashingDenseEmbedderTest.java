package io.millrace.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HashingDenseEmbedderTest {

    @Test
    void vectorsAreTheSameForAllTime() {
        DenseEmbedder embedder = embedder(8);

        // "hello" and "world" hash to 613153351 and -74040069: components 7 (+) and 3 (-)
        assertThat(embedder.embedQuery("hello")).containsExactly(0, 0, 0, 0, 0, 0, 0, 1);
        assertThat(embedder.embedQuery("World!")).containsExactly(0, 0, 0, -1, 0, 0, 0, 0);
        // computed apart from this code, from the description of the class
        float a = 0.57735026f;
        float b = 0.33333334f;
        assertThat(embedder(16).embedQuery("Robots that walk, walk on two legs."))
                .containsExactly(a, b, b, b, 0, b, 0, 0, 0, -b, -b, 0, 0, 0, 0, 0);
    }

    @Test
    void documentsAndQueriesAgree() {
        DenseEmbedder embedder = embedder(384);

        assertThat(embedder.embedDocuments(List.of("a Walking robot")).getFirst())
                .containsExactly(embedder.embedQuery("A walking ROBOT?"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 384, 1024, 65_536})
    void vectorsOfAnyDimensionAreUnitVectors(int dimension) {
        DenseEmbedder embedder = embedder(dimension);

        for (String text : List.of("a", "the cat sat on the mat", "!!!", "歩行ロボット", "😀", "x".repeat(100_000))) {
            assertThat(embedder.embedQuery(text)).hasSize(dimension);
            assertThat(Vectors.cosine(embedder.embedQuery(text), embedder.embedQuery(text)))
                    .isBetween(0.9999, 1.0001);
        }
    }

    @Test
    void textsThatShareWordsAreNear() {
        DenseEmbedder embedder = embedder(384);
        float[] text = embedder.embedQuery("the actuator of the left knee");

        assertThat(Vectors.cosine(text, embedder.embedQuery("the actuator of the right knee")))
                .isGreaterThan(0.6);
        assertThat(Vectors.cosine(text, embedder.embedQuery("grammar of ancient languages")))
                .isLessThan(0.4);
    }

    private static DenseEmbedder embedder(int dimension) {
        ModelProperties model = ModelProperties.inProcess(EmbeddingProvider.HASHING, dimension);
        return EmbedderRegistry.of(new EmbeddingProperties("h", Map.of("h", model)), new SimpleMeterRegistry())
                .byModel("h");
    }
}
