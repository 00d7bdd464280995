package io.millrace.embedding;

import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** At most so many calls at the same time; the others wait in the order of arrival. */
final class ConcurrencyLimitedDenseEmbedder implements DenseEmbedder {

    private final DenseEmbedder delegate;
    private final Semaphore permits;

    ConcurrencyLimitedDenseEmbedder(DenseEmbedder delegate, int maxConcurrency) {
        this.delegate = delegate;
        this.permits = new Semaphore(maxConcurrency, true);
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
        return limited(() -> delegate.embedDocuments(texts));
    }

    @Override
    public float[] embedQuery(String text) {
        return limited(() -> delegate.embedQuery(text));
    }

    private <T> T limited(Supplier<T> call) {
        try {
            permits.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ProviderFailures.interrupted(model(), e);
        }
        try {
            return call.get();
        } finally {
            permits.release();
        }
    }
}
