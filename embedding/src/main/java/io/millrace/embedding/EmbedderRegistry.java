package io.millrace.embedding;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Every configured embedding model by its name. Immutable and thread-safe.
 *
 * <p>Building it reaches no network and loads no model: the in-process model is loaded at its first use, once per process.
 */
public final class EmbedderRegistry {

    private final String defaultModel;
    private final Map<String, DenseEmbedder> embedders;

    private EmbedderRegistry(String defaultModel, Map<String, DenseEmbedder> embedders) {
        this.defaultModel = defaultModel;
        this.embedders = Collections.unmodifiableMap(embedders);
    }

    /**
     * @param meters receives {@code millrace.embedding.texts} and {@code millrace.embedding.calls}, tagged {@code model} and
     *     {@code outcome}
     */
    public static EmbedderRegistry of(EmbeddingProperties properties, MeterRegistry meters) {
        DenseEmbedderFactory factory = new DenseEmbedderFactory(meters);
        Map<String, DenseEmbedder> embedders = new TreeMap<>();
        properties.models().forEach((name, model) -> embedders.put(name, factory.create(new ModelName(name), model)));
        return new EmbedderRegistry(properties.defaultModel(), embedders);
    }

    /** @throws UnknownModelException listing the known models, if there is none of this name */
    public DenseEmbedder byModel(String modelName) {
        DenseEmbedder embedder = embedders.get(modelName);
        if (embedder == null) {
            throw new UnknownModelException(modelName, embedders.keySet());
        }
        return embedder;
    }

    /** The names of all models, sorted. */
    public Set<String> models() {
        return embedders.keySet();
    }

    /** The model of collections that name none. */
    public String defaultModel() {
        return defaultModel;
    }
}
