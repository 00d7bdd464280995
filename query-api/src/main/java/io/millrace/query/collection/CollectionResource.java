package io.millrace.query.collection;

import io.millrace.query.access.Role;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** A collection, as callers see it. */
@Schema(name = "Collection", description = "What is searched together: one embedding model, one topic, one index.")
public record CollectionResource(
        String id,
        String name,
        @Nullable String description,
        String embeddingModel,
        int dimension,
        Distance distance,
        Quantization quantization,
        ChunkingStrategy chunkingStrategy,

        @Schema(description = "Most tokens in a chunk, estimated.")
        int chunkSize,

        int chunkOverlap,

        @Schema(description = "Partitions of the collection's topic of change events.")
        int topicPartitions,

        @Schema(description = "The alias in Qdrant and the last part of the topic's name.")
        String vectorStoreName,

        CollectionStatus status,
        @Nullable String statusMessage,
        long version,
        Instant createdAt,
        Instant updatedAt,

        @Schema(description = "Whether every user may read it.")
        boolean isPublic,

        @Schema(description = "The user name of its owner.") String owner,
        @Schema(description = "What you are to it.") Role role,

        @Schema(description = "Strategy, size and overlap as one.")
        ChunkingConfig chunkingConfig,

        @Schema(description = "By which collections that cut alike are known.")
        String defaultChunkingConfigId,

        @Schema(description = "Whatever its owner keeps with it.")
        Map<String, Object> meta,

        @Schema(description = "What it holds now; only where collections are read.") @Nullable
        CollectionCounts counts) {

    private static final JsonMapper JSON = new JsonMapper();
    private static final TypeReference<Map<String, Object>> META = new TypeReference<>() {};

    static CollectionResource of(CollectionRow row) {
        return of(row, row.status(), null);
    }

    static CollectionResource of(CollectionRow row, CollectionStatus status, @Nullable CollectionCounts counts) {
        return new CollectionResource(
                row.id().toString(),
                row.name(),
                row.description(),
                row.embeddingModel(),
                row.dimension(),
                row.distance(),
                row.quantization(),
                row.chunkingStrategy(),
                row.chunkSize(),
                row.chunkOverlap(),
                row.topicPartitions(),
                row.vectorStoreName().value(),
                status,
                row.statusMessage(),
                row.version(),
                row.createdAt(),
                row.updatedAt(),
                row.isPublic(),
                row.owner(),
                row.role(),
                new ChunkingConfig(row.chunkingStrategy(), row.chunkSize(), row.chunkOverlap()),
                row.defaultChunkingConfigId().toString(),
                JSON.readValue(row.meta(), META),
                counts);
    }
}
