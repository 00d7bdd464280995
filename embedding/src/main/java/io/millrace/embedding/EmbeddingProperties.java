package io.millrace.embedding;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The embedding models of a process: {@code millrace.embedding.*}. Immutable.
 *
 * <p>Three models are always there unless configured otherwise under the same name: {@code bge-small-en-v1.5} (in-process,
 * semantic), {@code hashing-384} and {@code hashing-1024} (in-process, lexical, for tests and benchmarks). None of them
 * costs anything before its first use.
 *
 * @param defaultModel {@code millrace.embedding.default-model}: a key of {@code models}; default: {@code bge-small-en-v1.5}
 * @param models {@code millrace.embedding.models.<name>}: by the name that collections give; the built-in ones are added
 */
public record EmbeddingProperties(String defaultModel, Map<String, ModelProperties> models) {

    private static final String PREFIX = "millrace.embedding";

    private static final Map<String, ModelProperties> BUILT_IN = Map.of(
            BgeSmallEnglish.NAME,
            ModelProperties.inProcess(EmbeddingProvider.ONNX, BgeSmallEnglish.DIMENSION),
            "hashing-384",
            ModelProperties.inProcess(EmbeddingProvider.HASHING, 384),
            "hashing-1024",
            ModelProperties.inProcess(EmbeddingProvider.HASHING, 1024));

    /** As configuration binds it: what is absent arrives as null. */
    public EmbeddingProperties {
        Map<String, ModelProperties> all = new TreeMap<>(BUILT_IN);
        if (models != null) {
            all.putAll(models);
        }
        all.forEach((name, model) -> {
            model.validate(PREFIX + ".models." + new ModelName(name));
        });
        models = Collections.unmodifiableMap(all);
        defaultModel = defaultModel != null ? defaultModel : BgeSmallEnglish.NAME;
        if (!models.containsKey(defaultModel)) {
            throw new IllegalArgumentException("%s.default-model must be one of %s, but is '%s'"
                    .formatted(PREFIX, String.join(", ", models.keySet()), defaultModel));
        }
    }

    /** The built-in models, with {@code bge-small-en-v1.5} as default. */
    public static EmbeddingProperties defaults() {
        return new EmbeddingProperties(BgeSmallEnglish.NAME, Map.of());
    }
}
