package io.millrace.embedding;

import java.util.ArrayList;
import java.util.List;

/** Sends long lists in calls of {@link #maxBatchSize()} texts, one after the other, and an empty list not at all. */
final class BatchingDenseEmbedder implements DenseEmbedder {

    private final DenseEmbedder delegate;

    BatchingDenseEmbedder(DenseEmbedder delegate) {
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
        List<float[]> vectors = new ArrayList<>(texts.size());
        for (int from = 0; from < texts.size(); from += maxBatchSize()) {
            int to = Math.min(from + maxBatchSize(), texts.size());
            vectors.addAll(delegate.embedDocuments(texts.subList(from, to)));
        }
        return vectors;
    }

    @Override
    public float[] embedQuery(String text) {
        return delegate.embedQuery(text);
    }
}
