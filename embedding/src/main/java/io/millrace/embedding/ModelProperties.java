package io.millrace.embedding;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One embedding model: {@code millrace.embedding.models.<name>.*}. What is absent may be null or zero and takes its default.
 *
 * @param provider where it runs; required
 * @param dimension components per vector, 1 to 65,536; required; 384 for {@code onnx}
 * @param baseUrl required for {@code openai} (up to and with {@code /v1}) and {@code ollama}; http or https
 * @param apiKey sent as a bearer token by {@code openai}; never shown
 * @param remoteModel what the provider calls the model; default: the model's own name
 * @param requestDimension whether {@code openai} and {@code ollama} are asked for {@code dimension} in each request;
 *     default no, since many servers refuse the parameter for models that cannot shorten their vectors
 * @param queryPrefix put before every query; default: the instruction of the bge family for {@code onnx}, else nothing
 * @param documentPrefix put before every document; default: nothing
 * @param batchSize texts per call; default: 32, and 256 for {@code hashing}
 * @param timeout for one whole call, connection and body included; default: 30 s
 * @param maxConcurrency calls at the same time, from all threads of this process; default: 4
 */
public record ModelProperties(
        EmbeddingProvider provider,
        int dimension,
        @Nullable String baseUrl,
        @Nullable String apiKey,
        @Nullable String remoteModel,
        boolean requestDimension,
        String queryPrefix,
        String documentPrefix,
        int batchSize,
        Duration timeout,
        int maxConcurrency) {

    /** From the model card of BAAI/bge-small-en-v1.5: for queries only, with the space at its end. */
    static final String BGE_QUERY_INSTRUCTION = "Represent this sentence for searching relevant passages: ";

    static final int MAX_DIMENSION = 65_536;

    /** As configuration binds it: what is absent arrives as null or zero. */
    public ModelProperties {
        queryPrefix =
                queryPrefix != null ? queryPrefix : provider == EmbeddingProvider.ONNX ? BGE_QUERY_INSTRUCTION : "";
        documentPrefix = documentPrefix != null ? documentPrefix : "";
        batchSize = batchSize != 0 ? batchSize : provider == EmbeddingProvider.HASHING ? 256 : 32;
        timeout = timeout != null ? timeout : Duration.ofSeconds(30);
        maxConcurrency = maxConcurrency != 0 ? maxConcurrency : 4;
    }

    /** A model that runs in this process, with every default. */
    static ModelProperties inProcess(EmbeddingProvider provider, int dimension) {
        String queryPrefix = provider == EmbeddingProvider.ONNX ? BGE_QUERY_INSTRUCTION : "";
        return new ModelProperties(
                provider, dimension, null, null, null, false, queryPrefix, "", 0, Duration.ofSeconds(30), 0);
    }

    /** @throws IllegalArgumentException naming the property under {@code path} that is wrong, and how to put it right */
    void validate(String path) {
        require(provider != null, path + ".provider must be one of onnx, openai, ollama, hashing");
        require(
                dimension >= 1 && dimension <= MAX_DIMENSION,
                path + ".dimension must be 1 to %d, but is %d".formatted(MAX_DIMENSION, dimension));
        require(batchSize >= 1, path + ".batch-size must be at least 1, but is " + batchSize);
        require(maxConcurrency >= 1, path + ".max-concurrency must be at least 1, but is " + maxConcurrency);
        require(timeout.isPositive(), path + ".timeout must be longer than zero, but is " + timeout);
        require(
                remoteModel == null || !remoteModel.isBlank(),
                path + ".remote-model must not be blank: leave it out to use the model's own name");
        switch (provider) {
            case ONNX -> validateOnnx(path);
            case OPENAI, OLLAMA -> validateBaseUrl(path);
            case HASHING -> {}
        }
    }

    private void validateOnnx(String path) {
        require(
                dimension == BgeSmallEnglish.DIMENSION,
                path
                        + ".dimension must be %d with provider onnx, but is %d"
                                .formatted(BgeSmallEnglish.DIMENSION, dimension));
        require(
                remoteModel == null || remoteModel.equals(BgeSmallEnglish.NAME),
                path
                        + ".remote-model must be %s with provider onnx, but is %s"
                                .formatted(BgeSmallEnglish.NAME, remoteModel));
    }

    private void validateBaseUrl(String path) {
        String property = path + ".base-url";
        require(
                baseUrl != null && !baseUrl.isBlank(),
                property + " must be set with provider " + provider + ", for example http://localhost:8080/v1");
        try {
            URI uri = new URI(baseUrl);
            boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            require(http && uri.getHost() != null, property + " must be an http or https address with a host");
            require(
                    uri.getUserInfo() == null && uri.getQuery() == null,
                    property + " must have neither credentials nor a query: use api-key for the credentials");
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(property + " is not a valid address", e);
        }
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }

    @Override
    public String toString() {
        return "ModelProperties[provider=%s, dimension=%d, baseUrl=%s, apiKey=%s, remoteModel=%s, batchSize=%d]"
                .formatted(provider, dimension, baseUrl, apiKey == null ? "none" : "redacted", remoteModel, batchSize);
    }
}
