package io.millrace.query.collection;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Every setting of a collection that is to be made, none left open. */
record NewCollection(
        @Nullable String description,
        String embeddingModel,
        int dimension,
        Distance distance,
        Quantization quantization,
        ChunkingStrategy chunkingStrategy,
        int chunkSize,
        int chunkOverlap,
        int topicPartitions,
        boolean isPublic,
        Map<String, Object> meta) {}
