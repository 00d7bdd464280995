package io.millrace.embedding;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import java.util.List;

/** A remote embedding model through langchain4j: puts the prefixes on, normalises, and turns its failures into ours. */
final class LangChainDenseEmbedder implements DenseEmbedder {

    private final ModelName model;
    private final ModelProperties properties;
    private final EmbeddingModel delegate;

    LangChainDenseEmbedder(ModelName model, ModelProperties properties, EmbeddingModel delegate) {
        this.model = model;
        this.properties = properties;
        this.delegate = delegate;
    }

    @Override
    public ModelName model() {
        return model;
    }

    @Override
    public int dimension() {
        return properties.dimension();
    }

    @Override
    public int maxBatchSize() {
        return properties.batchSize();
    }

    @Override
    public List<float[]> embedDocuments(List<String> texts) {
        return embed(texts, properties.documentPrefix());
    }

    @Override
    public float[] embedQuery(String text) {
        return embed(List.of(text), properties.queryPrefix()).getFirst();
    }

    private List<float[]> embed(List<String> texts, String prefix) {
        List<TextSegment> segments =
                texts.stream().map(text -> TextSegment.from(prefix + text)).toList();
        try {
            List<Embedding> embeddings = delegate.embedAll(segments).content();
            ValidatingDenseEmbedder.requireCount(model, texts.size(), embeddings.size());
            return embeddings.stream()
                    .map(embedding -> UnitVectors.normalise(embedding.vector()))
                    .toList();
        } catch (EmbeddingException e) {
            throw e;
        } catch (RuntimeException e) {
            throw ProviderFailures.of(model, properties, e);
        }
    }
}
