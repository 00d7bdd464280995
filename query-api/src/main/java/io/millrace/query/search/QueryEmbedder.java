package io.millrace.query.search;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.embedding.DenseEmbedder;
import io.millrace.embedding.EmbedderRegistry;
import io.millrace.embedding.EmbeddingRejectedException;
import io.millrace.embedding.EmbeddingUnavailableException;
import io.millrace.embedding.UnknownModelException;
import io.millrace.query.problem.ProblemCode;
import io.millrace.query.problem.ProblemException;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Vectors of queries: remembered by model and text, and computed once when many ask at the same time. Thread-safe. */
@Component
class QueryEmbedder {

    private static final long MAX_BYTES = 32L * 1024 * 1024;
    private static final int ENTRY_OVERHEAD = 128;

    private final EmbedderRegistry embedders;
    private final Cache<Key, float[]> cache;
    private final Counter hits;
    private final Counter misses;

    QueryEmbedder(EmbedderRegistry embedders, MeterRegistry meters) {
        this.embedders = embedders;
        this.cache = Caffeine.newBuilder()
                .maximumWeight(MAX_BYTES)
                .weigher((Key key, float[] vector) ->
                        ENTRY_OVERHEAD + 2 * key.text().length() + Float.BYTES * vector.length)
                .expireAfterAccess(Duration.ofHours(1))
                .build();
        this.hits = Counter.builder("millrace.search.embedding.cache")
                .tag("result", "hit")
                .register(meters);
        this.misses = Counter.builder("millrace.search.embedding.cache")
                .tag("result", "miss")
                .register(meters);
    }

    /**
     * @return shared: not to be written to
     * @throws ProblemException if the model is unknown here, does not answer, or refuses the text
     */
    float[] embed(String model, String text) {
        Key key = new Key(model, text);
        float[] known = cache.getIfPresent(key);
        if (known != null) {
            hits.increment();
            return known;
        }
        misses.increment();
        try {
            DenseEmbedder embedder = embedders.byModel(model);
            return cache.get(key, missing -> embedder.embedQuery(missing.text()));
        } catch (UnknownModelException e) {
            throw new ProblemException(
                    ProblemCode.EMBEDDING_UNAVAILABLE,
                    "this server does not have the collection's embedding model '" + model
                            + "': configure it, or search with a vector.",
                    e);
        } catch (EmbeddingUnavailableException e) {
            throw new ProblemException(ProblemCode.EMBEDDING_UNAVAILABLE, e.getMessage() + ".", e);
        } catch (EmbeddingRejectedException e) {
            throw new ProblemException(ProblemCode.EMBEDDING_REJECTED, e.getMessage() + ".", e);
        }
    }

    private record Key(String model, String text) {}
}
