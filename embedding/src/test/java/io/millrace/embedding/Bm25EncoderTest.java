package io.millrace.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Bm25EncoderTest {

    private final Bm25Encoder encoder = new Bm25Encoder();

    /** The dimensions that fastembed's {@code Qdrant/bm25} gives, and those that an independent MurmurHash3 gives. */
    @ParameterizedTest
    @CsvSource({
        "hello, 613153351",
        "World, 74040069",
        "robots, 1428662464",
        "WALKING, 242017537",
        "humanoids, 1976082239",
        "balancing, 1495822459",
        "cafe\u0301, 605818632",
        "歩, 735993905"
    })
    void termsHaveTheDimensionsOfQdrantAndFastembed(String text, int dimension) {
        assertThat(encoder.encodeQuery(text).indices()).containsExactly(dimension);
    }

    @Test
    void weightInADocumentSaturatesWithFrequencyAndFallsWithLength() {
        SparseVector vector = encoder.encodeDocument("hello world hello");

        assertThat(vector.indices()).containsExactly(74040069, 613153351);
        double saturation = 1.2 * (1 - 0.75 + 0.75 * 3 / 256);
        assertThat(vector.values()[0]).isCloseTo((float) (1 * 2.2 / (1 + saturation)), within(1e-6f));
        assertThat(vector.values()[1]).isCloseTo((float) (2 * 2.2 / (2 + saturation)), within(1e-6f));
    }

    @Test
    void weightInAQueryIsOneForEachDistinctTerm() {
        SparseVector vector = encoder.encodeQuery("Hello, hello world");

        assertThat(vector.indices()).containsExactly(74040069, 613153351);
        assertThat(vector.values()).containsExactly(1, 1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "The robot's balance isn't lost|robot balance lost",
                "ros2_control and zero-moment point|ros2 control zero moment point",
                "ｒｏｂｏｔ ﬁnger|robot finger",
                "Walked, walking; walks.|walk walk walk",
                "二足歩行|二 足 歩 行",
                "v1.5 of IEEE-754|v1 5 ieee 754",
            })
    void documentsAndQueriesAgreeOnTerms(String document, String query) {
        assertThat(encoder.encodeDocument(document).indices())
                .containsExactly(encoder.encodeQuery(query).indices());
        assertThat(encoder.encodeDocument(document)).isEqualTo(encoder.encodeDocument(query));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n", "the of and", "?!…", "don't"})
    void textWithoutTermsIsEmpty(String text) {
        assertThat(encoder.encodeDocument(text).isEmpty()).isTrue();
        assertThat(encoder.encodeQuery(text).isEmpty()).isTrue();
    }

    @Test
    void encoderIsThreadSafe() throws Exception {
        List<String> texts = IntStream.range(0, 200)
                .mapToObj(i -> "walking robot %d balances on leg %d of %d".formatted(i, i % 7, i * 31))
                .toList();
        List<SparseVector> expected =
                texts.stream().map(encoder::encodeDocument).toList();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<List<SparseVector>>> results = IntStream.range(0, 8)
                    .mapToObj(i -> threads.submit(
                            () -> texts.stream().map(encoder::encodeDocument).toList()))
                    .toList();
            for (Future<List<SparseVector>> result : results) {
                assertThat(result.get(30, TimeUnit.SECONDS)).isEqualTo(expected);
            }
        }
    }
}
