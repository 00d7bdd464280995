package io.millrace.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmbedderRegistryTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final EmbedderRegistry registry = EmbedderRegistry.of(EmbeddingProperties.defaults(), meters);

    @Test
    void everyConfiguredModelIsThereUnderItsName() {
        assertThat(registry.models()).containsExactly("bge-small-en-v1.5", "hashing-1024", "hashing-384");
        assertThat(registry.defaultModel()).isEqualTo("bge-small-en-v1.5");
        assertThat(registry.byModel("hashing-1024").model()).isEqualTo(new ModelName("hashing-1024"));
        assertThat(registry.byModel("hashing-1024").dimension()).isEqualTo(1024);
        assertThat(registry.byModel("bge-small-en-v1.5").dimension()).isEqualTo(384);
    }

    @Test
    void unknownModelIsRefusedWithTheKnownOnes() {
        assertThatThrownBy(() -> registry.byModel("ada"))
                .isInstanceOf(UnknownModelException.class)
                .hasMessageContaining("'ada'")
                .hasMessageContaining("bge-small-en-v1.5, hashing-1024, hashing-384");
    }

    @Test
    void countersStandAtZeroBeforeAnythingIsEmbedded() {
        assertThat(meters.get("millrace.embedding.texts").counters())
                .hasSize(3)
                .extracting(Counter::count)
                .containsOnly(0.0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bge-small-en-v1.5", "hashing-384"})
    void blankTextIsRejectedAndEmptyListIsNothing(String model) {
        DenseEmbedder embedder = registry.byModel(model);

        assertThat(embedder.embedDocuments(List.of())).isEmpty();
        assertThatThrownBy(() -> embedder.embedDocuments(List.of("text", " \n")))
                .isInstanceOf(EmbeddingRejectedException.class)
                .extracting(failure -> ((EmbeddingException) failure).errorCode())
                .isEqualTo("embedding-text-empty");
        assertThatThrownBy(() -> embedder.embedQuery("")).isInstanceOf(EmbeddingRejectedException.class);
    }
}
