package io.millrace.ingest.document;

import io.millrace.embedding.DenseEmbedder;
import io.millrace.embedding.EmbedderRegistry;
import io.millrace.embedding.EmbeddingRejectedException;
import io.millrace.embedding.EmbeddingUnavailableException;
import io.millrace.embedding.UnknownModelException;
import io.millrace.ingest.collection.CollectionSettings;
import io.millrace.ingest.dependency.Dependency;
import io.millrace.ingest.dependency.DependencyUnavailableException;
import io.millrace.schemas.id.ContentHash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds the vectors of chunks: supplied, stored, or computed, in one call per model for all documents of a group. */
final class ChunkEmbedder {

    private record Model(String name, int dimension) {}

    private final DocumentStore store;
    private final EmbedderRegistry registry;

    ChunkEmbedder(DocumentStore store, EmbedderRegistry registry) {
        this.store = store;
        this.registry = registry;
    }

    /**
     * Settles the vector of every chunk that these plans send: afterwards each is known or rejected.
     *
     * @throws DependencyUnavailableException if a provider cannot answer now; what was settled stays so
     */
    void embed(List<DocumentPlan.Upsert> plans, ChunkVectors vectors) {
        Map<Model, Map<ContentHash, String>> wanted = new LinkedHashMap<>();
        for (DocumentPlan.Upsert plan : plans) {
            CollectionSettings collection = plan.change().collection();
            plan.chunks().sent().forEach(chunk -> {
                if (chunk.supplied() != null) {
                    vectors.addFresh(chunk.embedding(), chunk.supplied());
                } else if (!vectors.isSettled(chunk.embedding())) {
                    wanted.computeIfAbsent(
                                    new Model(collection.embeddingModel(), collection.dimension()),
                                    model -> new LinkedHashMap<>())
                            .putIfAbsent(chunk.contentHash(), chunk.draft().text());
                }
            });
        }
        wanted.forEach((model, texts) -> {
            Map<EmbeddingKey, float[]> stored = new HashMap<>(store.embeddings(model.name(), texts.keySet()));
            stored.values().removeIf(vector -> vector.length != model.dimension());
            vectors.addStored(stored);
            texts.keySet().removeIf(hash -> stored.containsKey(new EmbeddingKey(model.name(), hash)));
            if (!texts.isEmpty()) {
                compute(embedder(model), new ArrayList<>(texts.entrySet()), vectors);
            }
        });
    }

    /** Halves what is refused until it is known which texts are at fault. */
    private void compute(DenseEmbedder embedder, List<Map.Entry<ContentHash, String>> texts, ChunkVectors vectors) {
        String model = embedder.model().value();
        try {
            List<float[]> computed = embedder.embedDocuments(
                    texts.stream().map(Map.Entry::getValue).toList());
            for (int i = 0; i < texts.size(); i++) {
                vectors.addFresh(new EmbeddingKey(model, texts.get(i).getKey()), computed.get(i));
            }
        } catch (EmbeddingUnavailableException e) {
            throw new DependencyUnavailableException(
                    Dependency.EMBEDDING, e.getMessage() + ".", e.retryAfter().orElse(null), e);
        } catch (EmbeddingRejectedException e) {
            if (texts.size() == 1) {
                vectors.addRejected(new EmbeddingKey(model, texts.getFirst().getKey()), e);
            } else {
                int half = texts.size() / 2;
                compute(embedder, texts.subList(0, half), vectors);
                compute(embedder, texts.subList(half, texts.size()), vectors);
            }
        }
    }

    private DenseEmbedder embedder(Model model) {
        DenseEmbedder embedder;
        try {
            embedder = registry.byModel(model.name());
        } catch (UnknownModelException e) {
            throw new DependencyUnavailableException(Dependency.EMBEDDING, e.getMessage() + ".", e);
        }
        if (embedder.dimension() != model.dimension()) {
            throw new DependencyUnavailableException(
                    Dependency.EMBEDDING,
                    "The embedding model '" + model.name() + "' is configured with " + embedder.dimension()
                            + " dimensions, but a collection that uses it has " + model.dimension() + ".",
                    null);
        }
        return embedder;
    }
}
