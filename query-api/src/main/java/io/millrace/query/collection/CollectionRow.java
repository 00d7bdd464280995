package io.millrace.query.collection;

import static io.millrace.schemas.jooq.Tables.COLLECTIONS;

import io.millrace.query.access.Role;
import io.millrace.schemas.collection.CollectionState;
import io.millrace.schemas.id.CollectionId;
import io.millrace.schemas.id.VectorStoreName;
import io.millrace.schemas.jooq.tables.records.CollectionsRecord;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SelectFieldOrAsterisk;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/**
 * A collection that is not deleted, as its row is.
 *
 * @param partitionKey which partition of {@code chunks} holds it: every statement on chunks names it
 * @param owner the user name of its owner
 * @param role what the caller who read it is to it
 * @param meta a JSON object of its owner's
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
        Instant updatedAt,
        boolean isPublic,
        String owner,
        Role role,
        UUID defaultChunkingConfigId,
        String meta) {

    private static final Field<String> OWNER =
            DSL.function("username_of", SQLDataType.CLOB, COLLECTIONS.OWNER_ID).as("owner");
    private static final Field<String> ROLE =
            DSL.function("caller_role", SQLDataType.CLOB, COLLECTIONS.ID).as("role");

    /** The table's columns, the name of the owner, and what the caller of the transaction is to the collection. */
    static List<SelectFieldOrAsterisk> columns() {
        return List.of(COLLECTIONS.asterisk(), OWNER, ROLE);
    }

    public VectorStoreName vectorStoreName() {
        return id.vectorStoreName();
    }

    CollectionState state() {
        return CollectionState.of(status.name(), statusMessage);
    }

    static CollectionRow of(Record selected) {
        CollectionsRecord row = selected.into(COLLECTIONS);
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
                row.getUpdatedAt(),
                row.getIsPublic(),
                selected.get(OWNER),
                Role.of(selected.get(ROLE)),
                row.getDefaultChunkingConfigId(),
                row.getMeta().data());
    }
}
