package io.millrace.embedding;

import io.millrace.embedding.EmbeddingRejectedException.Reason;
import java.util.List;

/** Lets no blank text in, and nothing out but the right number of finite unit vectors of the right dimension. */
final class ValidatingDenseEmbedder implements DenseEmbedder {

    private final DenseEmbedder delegate;

    ValidatingDenseEmbedder(DenseEmbedder delegate) {
        this.delegate = delegate;
    }

    @Override
    public ModelName model() {
        return delegate.model();
    }

    @Override
    public int dimension() {
        return delegate.dimension();
    }

    @Override
    public int maxBatchSize() {
        return delegate.maxBatchSize();
    }

    @Override
    public List<float[]> embedDocuments(List<String> texts) {
        texts.forEach(this::requireText);
        List<float[]> vectors = delegate.embedDocuments(texts);
        requireCount(model(), texts.size(), vectors.size());
        vectors.forEach(this::requireUnitVector);
        return vectors;
    }

    @Override
    public float[] embedQuery(String text) {
        requireText(text);
        float[] vector = delegate.embedQuery(text);
        requireUnitVector(vector);
        return vector;
    }

    /** @throws EmbeddingUnavailableException if the provider lost or invented vectors: then none can be assigned to its text */
    static void requireCount(ModelName model, int texts, int vectors) {
        if (vectors != texts) {
            throw new EmbeddingUnavailableException(
                    EmbeddingUnavailableException.Reason.MALFORMED_ANSWER,
                    "The embedding model '%s' returned %d vectors for %d texts".formatted(model, vectors, texts),
                    null,
                    null);
        }
    }

    private void requireText(String text) {
        if (text.isBlank()) {
            throw rejected(Reason.TEXT_EMPTY, "A blank text cannot be embedded");
        }
    }

    private void requireUnitVector(float[] vector) {
        if (vector.length != dimension()) {
            throw rejected(
                    Reason.WRONG_DIMENSION,
                    "The embedding model '%s' returned a vector of dimension %d, but is configured with %d"
                            .formatted(model(), vector.length, dimension()));
        }
        if (!UnitVectors.isNormalised(vector)) {
            throw rejected(
                    Reason.NOT_FINITE,
                    "The embedding model '%s' returned a vector of NaN, infinity or only zeros".formatted(model()));
        }
    }

    private static EmbeddingRejectedException rejected(Reason reason, String message) {
        return new EmbeddingRejectedException(reason, message, null);
    }
}
