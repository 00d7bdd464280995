package io.millrace.embedding;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.function.Supplier;

/**
 * Counts every text and times every call that is handed to the provider, whatever comes of it, under the tags
 * {@code model} and {@code outcome} ({@code success} or the error code).
 *
 * <p>{@code millrace.embedding.texts} is how a replay proves that it embedded nothing, so it exists from the start, at zero.
 */
final class InstrumentedDenseEmbedder implements DenseEmbedder {

    static final String TEXTS = "millrace.embedding.texts";
    static final String CALLS = "millrace.embedding.calls";

    private static final String SUCCESS = "success";

    private final DenseEmbedder delegate;
    private final MeterRegistry meters;

    InstrumentedDenseEmbedder(DenseEmbedder delegate, MeterRegistry meters) {
        this.delegate = delegate;
        this.meters = meters;
        texts(SUCCESS);
        calls(SUCCESS);
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
        return measured(texts.size(), () -> delegate.embedDocuments(texts));
    }

    @Override
    public float[] embedQuery(String text) {
        return measured(1, () -> delegate.embedQuery(text));
    }

    private <T> T measured(int texts, Supplier<T> call) {
        Timer.Sample sample = Timer.start(meters);
        String outcome = "embedding-failed";
        try {
            T result = call.get();
            outcome = SUCCESS;
            return result;
        } catch (EmbeddingException e) {
            outcome = e.errorCode();
            throw e;
        } finally {
            sample.stop(calls(outcome));
            texts(outcome).increment(texts);
        }
    }

    private Counter texts(String outcome) {
        return Counter.builder(TEXTS)
                .description("Texts handed to the embedding provider")
                .baseUnit("texts")
                .tag("model", model().value())
                .tag("outcome", outcome)
                .register(meters);
    }

    private Timer calls(String outcome) {
        return Timer.builder(CALLS)
                .description("Calls of the embedding provider")
                .tag("model", model().value())
                .tag("outcome", outcome)
                .register(meters);
    }
}
