package io.millrace.embedding;

import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.ollama.OllamaEmbeddingModel;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.embedding.http.RetryAfterHttpClientBuilder;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Builds one provider's embedder and puts the wrappers around it. langchain4j's own retries are off: retry is the caller's. */
final class DenseEmbedderFactory {

    private final MeterRegistry meters;

    DenseEmbedderFactory(MeterRegistry meters) {
        this.meters = meters;
    }

    DenseEmbedder create(ModelName name, ModelProperties properties) {
        DenseEmbedder embedder = switch (properties.provider()) {
            case ONNX -> limited(new OnnxDenseEmbedder(name, properties, BgeSmallEnglish::encoder), properties);
            case OPENAI -> remote(name, properties, openAi(name, properties));
            case OLLAMA -> remote(name, properties, ollama(name, properties));
            case HASHING -> checked(new HashingDenseEmbedder(name, properties));
        };
        return new BatchingDenseEmbedder(embedder);
    }

    private DenseEmbedder checked(DenseEmbedder provider) {
        return new InstrumentedDenseEmbedder(new ValidatingDenseEmbedder(provider), meters);
    }

    private DenseEmbedder limited(DenseEmbedder provider, ModelProperties properties) {
        return new ConcurrencyLimitedDenseEmbedder(checked(provider), properties.maxConcurrency());
    }

    private DenseEmbedder remote(ModelName name, ModelProperties properties, EmbeddingModel model) {
        return new ProbingDenseEmbedder(limited(new LangChainDenseEmbedder(name, properties, model), properties));
    }

    private static EmbeddingModel openAi(ModelName name, ModelProperties properties) {
        return OpenAiEmbeddingModel.builder()
                .httpClientBuilder(httpClient(properties))
                .baseUrl(baseUrl(properties))
                .apiKey(properties.apiKey())
                .modelName(remoteModel(name, properties))
                .dimensions(requestedDimension(properties))
                .maxSegmentsPerBatch(properties.batchSize())
                .timeout(properties.timeout())
                .maxRetries(0)
                .build();
    }

    private static EmbeddingModel ollama(ModelName name, ModelProperties properties) {
        return OllamaEmbeddingModel.builder()
                .httpClientBuilder(httpClient(properties))
                .baseUrl(baseUrl(properties))
                .modelName(remoteModel(name, properties))
                .dimensions(requestedDimension(properties))
                .timeout(properties.timeout())
                .maxRetries(0)
                .logRequests(false)
                .logResponses(false)
                .build();
    }

    private static HttpClientBuilder httpClient(ModelProperties properties) {
        return new RetryAfterHttpClientBuilder().readTimeout(properties.timeout());
    }

    private static String baseUrl(ModelProperties properties) {
        return Objects.requireNonNull(properties.baseUrl(), "validated by EmbeddingProperties");
    }

    private static String remoteModel(ModelName name, ModelProperties properties) {
        return Objects.requireNonNullElse(properties.remoteModel(), name.value());
    }

    private static @Nullable Integer requestedDimension(ModelProperties properties) {
        return properties.requestDimension() ? properties.dimension() : null;
    }
}
