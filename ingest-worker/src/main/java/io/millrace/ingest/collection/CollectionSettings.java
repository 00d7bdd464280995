package io.millrace.ingest.collection;

import io.millrace.ingest.chunk.ChunkingSettings;
import io.millrace.schemas.id.CollectionId;

/**
 * What a collection wants done with its documents.
 *
 * @param partitionKey of its rows in {@code chunks}
 * @param topicPartitions of its topic of change events
 * @param takesDocuments false of one that is archived
 * @param limits of what it may hold
 */
public record CollectionSettings(
        CollectionId id,
        String name,
        int partitionKey,
        String embeddingModel,
        int dimension,
        ChunkingSettings chunking,
        int topicPartitions,
        boolean takesDocuments,
        ResourceLimits limits) {}
