package io.millrace.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

@NullUnmarked // configuration binding passes null for what is absent
class EmbeddingPropertiesTest {

    private static final String URL = "http://localhost:8080/v1";

    @Test
    void defaultsNeedNothing() {
        EmbeddingProperties defaults = EmbeddingProperties.defaults();

        assertThat(defaults.defaultModel()).isEqualTo("bge-small-en-v1.5");
        assertThat(defaults.models().keySet()).containsExactly("bge-small-en-v1.5", "hashing-1024", "hashing-384");
        assertThat(defaults.models().get("hashing-1024").dimension()).isEqualTo(1024);
        ModelProperties bge = defaults.models().get("bge-small-en-v1.5");
        assertThat(bge.provider()).isEqualTo(EmbeddingProvider.ONNX);
        assertThat(bge.dimension()).isEqualTo(384);
        assertThat(bge.queryPrefix()).isEqualTo("Represent this sentence for searching relevant passages: ");
        assertThat(bge.documentPrefix()).isEmpty();
    }

    @Test
    void whatBindingLeavesOutTakesItsDefault() {
        ModelProperties bound =
                new ModelProperties(EmbeddingProvider.OPENAI, 1024, URL, null, null, false, null, null, 0, null, 0);

        assertThat(bound.queryPrefix()).isEmpty();
        assertThat(bound.documentPrefix()).isEmpty();
        assertThat(bound.batchSize()).isEqualTo(32);
        assertThat(bound.timeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(bound.maxConcurrency()).isEqualTo(4);
        assertThat(new EmbeddingProperties(null, null)).isEqualTo(EmbeddingProperties.defaults());
    }

    @Test
    void everyPropertyBindsByItsPath() {
        Map<String, String> source = Map.ofEntries(
                Map.entry("millrace.embedding.default-model", "book-1024"),
                Map.entry("millrace.embedding.models.book-1024.provider", "openai"),
                Map.entry("millrace.embedding.models.book-1024.dimension", "1024"),
                Map.entry("millrace.embedding.models.book-1024.base-url", URL),
                Map.entry("millrace.embedding.models.book-1024.api-key", "secret"),
                Map.entry("millrace.embedding.models.book-1024.remote-model", "bge-m3"),
                Map.entry("millrace.embedding.models.book-1024.request-dimension", "true"),
                Map.entry("millrace.embedding.models.book-1024.query-prefix", "query: "),
                Map.entry("millrace.embedding.models.book-1024.document-prefix", "passage: "),
                Map.entry("millrace.embedding.models.book-1024.batch-size", "8"),
                Map.entry("millrace.embedding.models.book-1024.timeout", "5s"),
                Map.entry("millrace.embedding.models.book-1024.max-concurrency", "2"),
                Map.entry("millrace.embedding.models[text.hash].provider", "hashing"),
                Map.entry("millrace.embedding.models[text.hash].dimension", "64"));

        EmbeddingProperties bound = new Binder(new MapConfigurationPropertySource(source))
                .bind("millrace.embedding", EmbeddingProperties.class)
                .get();

        assertThat(bound.defaultModel()).isEqualTo("book-1024");
        assertThat(bound.models())
                .containsKey("bge-small-en-v1.5")
                .containsEntry(
                        "book-1024",
                        new ModelProperties(
                                EmbeddingProvider.OPENAI,
                                1024,
                                URL,
                                "secret",
                                "bge-m3",
                                true,
                                "query: ",
                                "passage: ",
                                8,
                                Duration.ofSeconds(5),
                                2))
                .containsEntry("text.hash", ModelProperties.inProcess(EmbeddingProvider.HASHING, 64));
    }

    @Test
    void configuredModelsComeBesideTheBuiltInOnes() {
        EmbeddingProperties properties = new EmbeddingProperties("book", Map.of("book", openAi(URL)));

        assertThat(properties.models()).containsKeys("book", "bge-small-en-v1.5");
        assertThat(properties.defaultModel()).isEqualTo("book");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "|16|http://h/v1||1|30|4|.provider must be one of",
                "OPENAI|0|http://h/v1||1|30|4|.dimension must be 1 to 65536, but is 0",
                "HASHING|65537|||1|30|4|.dimension must be 1 to 65536",
                "OPENAI|16|||1|30|4|.base-url must be set",
                "OLLAMA|16|ftp://h||1|30|4|.base-url must be an http or https address",
                "OPENAI|16|http://user:pass@h/v1||1|30|4|.base-url must have neither credentials",
                "OPENAI|16|http://h h||1|30|4|.base-url is not a valid address",
                "OPENAI|16|http://h/v1||-1|30|4|.batch-size must be at least 1, but is -1",
                "OPENAI|16|http://h/v1||1|-5|4|.timeout must be longer than zero",
                "OPENAI|16|http://h/v1||1|30|-2|.max-concurrency must be at least 1",
                "OPENAI|16|http://h/v1|' '|1|30|4|.remote-model must not be blank",
                "ONNX|768|||1|30|4|.dimension must be 384 with provider onnx",
                "ONNX|384||e5-small|1|30|4|.remote-model must be bge-small-en-v1.5 with provider onnx",
            })
    void wrongPropertyIsRefusedByItsPath(
            EmbeddingProvider provider,
            int dimension,
            String baseUrl,
            String remoteModel,
            int batchSize,
            int timeoutSeconds,
            int maxConcurrency,
            String message) {
        ModelProperties model = new ModelProperties(
                provider,
                dimension,
                baseUrl,
                null,
                remoteModel,
                false,
                null,
                null,
                batchSize,
                Duration.ofSeconds(timeoutSeconds),
                maxConcurrency);

        assertThatThrownBy(() -> new EmbeddingProperties("mine", Map.of("mine", model)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("millrace.embedding.models.mine" + message);
    }

    @Test
    void unknownDefaultModelIsRefusedWithTheKnownOnes() {
        assertThatThrownBy(() -> new EmbeddingProperties("nope", Map.of()))
                .hasMessage("millrace.embedding.default-model must be one of "
                        + "bge-small-en-v1.5, hashing-1024, hashing-384, but is 'nope'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void blankModelNameIsRefused(String name) {
        assertThatThrownBy(() -> new EmbeddingProperties(null, Map.of(name, openAi(URL))))
                .hasMessageContaining("model name must have 1 to 128 characters");
    }

    @Test
    void apiKeyIsNeverShown() {
        assertThat(new EmbeddingProperties("book", Map.of("book", openAi(URL))).toString())
                .contains("apiKey=redacted")
                .doesNotContain("secret");
    }

    private static ModelProperties openAi(String baseUrl) {
        return new ModelProperties(
                EmbeddingProvider.OPENAI, 1024, baseUrl, "secret", "m", true, "", "", 8, Duration.ofSeconds(5), 1);
    }
}
