package io.millrace.embedding;

import ai.onnxruntime.OrtException;
import io.millrace.embedding.EmbeddingUnavailableException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Embeds in this process: the texts of a call side by side, on as many threads as there are cores. */
final class OnnxDenseEmbedder implements DenseEmbedder {

    /** Shared by all in-process models, so that together they use no more than the cores. */
    private static final ExecutorService CORES = oneThreadPerCore();

    private final ModelName model;
    private final ModelProperties properties;
    private final Supplier<BertEncoder> encoder;

    OnnxDenseEmbedder(ModelName model, ModelProperties properties, Supplier<BertEncoder> encoder) {
        this.model = model;
        this.properties = properties;
        this.encoder = encoder;
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
        String prefix = properties.documentPrefix();
        if (texts.size() == 1) {
            return List.of(embed(prefix + texts.getFirst()));
        }
        List<Callable<float[]>> tasks = new ArrayList<>(texts.size());
        texts.forEach(text -> tasks.add(() -> embed(prefix + text)));
        List<float[]> vectors = new ArrayList<>(texts.size());
        try {
            for (Future<float[]> vector : CORES.invokeAll(tasks)) {
                vectors.add(vector.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ProviderFailures.interrupted(model, e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof EmbeddingException failure ? failure : failed(e);
        }
        return vectors;
    }

    @Override
    public float[] embedQuery(String text) {
        return embed(properties.queryPrefix() + text);
    }

    private float[] embed(String text) {
        float[] vector;
        try {
            vector = encoder.get().encode(text);
        } catch (OrtException | RuntimeException e) {
            throw failed(e);
        }
        if (vector.length == 0) {
            throw new EmbeddingRejectedException(
                    EmbeddingRejectedException.Reason.TEXT_EMPTY,
                    "The text has no token that the model '%s' can embed".formatted(model),
                    null);
        }
        return UnitVectors.normalise(vector);
    }

    private EmbeddingUnavailableException failed(Exception cause) {
        return new EmbeddingUnavailableException(
                Reason.UNAVAILABLE,
                "The embedding model '%s' does not run in this process".formatted(model),
                null,
                cause);
    }

    private static ExecutorService oneThreadPerCore() {
        int cores = Runtime.getRuntime().availableProcessors();
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                cores,
                cores,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().daemon().name("millrace-embedding-", 0).factory());
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }
}
