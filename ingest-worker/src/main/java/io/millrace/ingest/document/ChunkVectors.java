package io.millrace.ingest.document;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The vectors that a group of plans needs, kept over retries, so that nothing is embedded twice because the database was
 * away. Used by one thread.
 */
final class ChunkVectors {

    private final Map<EmbeddingKey, float[]> known = new HashMap<>();
    private final Map<EmbeddingKey, float[]> fresh = new TreeMap<>();
    private final Map<EmbeddingKey, RuntimeException> rejected = new HashMap<>();

    boolean isSettled(EmbeddingKey key) {
        return known.containsKey(key) || rejected.containsKey(key);
    }

    /** Vectors that are stored already. */
    void addStored(Map<EmbeddingKey, float[]> stored) {
        known.putAll(stored);
    }

    /** A vector that is to be stored with the chunks that need it. */
    void addFresh(EmbeddingKey key, float[] vector) {
        known.put(key, vector);
        fresh.put(key, vector);
    }

    /** A text that its model will never embed. */
    void addRejected(EmbeddingKey key, RuntimeException why) {
        rejected.put(key, why);
    }

    Map<EmbeddingKey, RuntimeException> rejected() {
        return rejected;
    }

    boolean isFresh(EmbeddingKey key) {
        return fresh.containsKey(key);
    }

    float[] of(PlannedChunk chunk) {
        float[] supplied = chunk.supplied();
        return supplied != null
                ? supplied
                : Objects.requireNonNull(known.get(chunk.embedding()), "every sent chunk was embedded");
    }

    /** What must be stored for these chunks, in the one order that two transactions cannot deadlock in. */
    Map<EmbeddingKey, float[]> toStore(Set<EmbeddingKey> needed) {
        Map<EmbeddingKey, float[]> store = new TreeMap<>();
        for (EmbeddingKey key : new TreeSet<>(needed)) {
            float[] vector = fresh.get(key);
            if (vector != null) {
                store.put(key, vector);
            }
        }
        return store;
    }
}
