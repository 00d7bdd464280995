package io.millrace.query.collection;

import io.millrace.schemas.id.CollectionId;
import io.millrace.schemas.id.VectorStoreName;
import io.millrace.schemas.jooq.tables.records.CollectionsRecord;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A collection that is not deleted, as its row is.
 *
 * @param partitionKey which partition of {@code chunks} holds it: every statement on chunks names it
 */
public record CollectionRow(
        CollectionId id,
        String name,
        @Nullable String description,
        int partitionKey,
        String embeddingModel,
        int dimension,
        Distance distance,
        Quantization quantization,
        ChunkingStrategy chunkingStrategy,
        int chunkSize,
        int chunkOverlap,
        int topicPartitions,
        CollectionStatus status,
        @Nullable String statusMessage,
        long version,
        Instant createdAt,
        Instant updatedAt) {

    public VectorStoreName vectorStoreName() {
        return id.vectorStoreName();
    }

    static CollectionRow of(CollectionsRecord row) {
        return new CollectionRow(
                new CollectionId(row.getId()),
                row.getName(),
                row.getDescription(),
                row.getPartitionKey(),
                row.getEmbeddingModel(),
                row.getDimension(),
                Distance.valueOf(row.getDistance()),
                Quantization.valueOf(row.getQuantization()),
                ChunkingStrategy.valueOf(row.getChunkingStrategy()),
                row.getChunkSize(),
                row.getChunkOverlap(),
                row.getTopicPartitions(),
                CollectionStatus.valueOf(row.getStatus()),
                row.getStatusMessage(),
                row.getVersion(),
                row.getCreatedAt(),
                row.getUpdatedAt());
    }
}
