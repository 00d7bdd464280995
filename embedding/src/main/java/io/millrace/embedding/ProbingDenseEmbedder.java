package io.millrace.embedding;

import io.millrace.embedding.EmbeddingRejectedException.Reason;
import java.util.List;
import java.util.function.Supplier;

/**
 * Tells a bad text from a badly configured provider. Both can look the same: status 400 is what a text too long gets, and
 * also every text when the model's name is wrong; so is a vector of another dimension.
 *
 * <p>When the provider rejects a call, one plain text is embedded as a probe. If that passes, the rejection stands. If not,
 * the provider is what is wrong, and the call is retriable: good data must not become dead letters.
 */
final class ProbingDenseEmbedder implements DenseEmbedder {

    private static final List<String> PROBE = List.of("water");

    private final DenseEmbedder delegate;

    ProbingDenseEmbedder(DenseEmbedder delegate) {
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
        return probed(() -> delegate.embedDocuments(texts));
    }

    @Override
    public float[] embedQuery(String text) {
        return probed(() -> delegate.embedQuery(text));
    }

    private <T> T probed(Supplier<T> call) {
        try {
            return call.get();
        } catch (EmbeddingRejectedException rejection) {
            if (rejection.reason() != Reason.TEXT_EMPTY) {
                requireThatProbePasses(rejection);
            }
            throw rejection;
        }
    }

    /** @throws EmbeddingUnavailableException if the provider rejects the probe too, or cannot answer any more */
    private void requireThatProbePasses(EmbeddingRejectedException rejection) {
        try {
            delegate.embedDocuments(PROBE);
        } catch (EmbeddingRejectedException probeRejection) {
            probeRejection.addSuppressed(rejection);
            throw new EmbeddingUnavailableException(
                    EmbeddingUnavailableException.Reason.MISCONFIGURED,
                    "The embedding model '%s' accepts no text at all, so its configuration is wrong. %s"
                            .formatted(model(), probeRejection.getMessage()),
                    null,
                    probeRejection);
        }
    }
}
