package io.millrace.ingest.collection;

import static io.millrace.schemas.jooq.Tables.COLLECTIONS;
import static io.millrace.schemas.jooq.Tables.COLLECTION_RESOURCE_LIMITS;

import io.millrace.ingest.chunk.ChunkingSettings;
import io.millrace.ingest.chunk.ChunkingStrategy;
import io.millrace.schemas.collection.CollectionState;
import io.millrace.schemas.id.CollectionId;
import io.millrace.schemas.jooq.tables.records.CollectionsRecord;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Finds collections by name or id. What is found is kept until {@link #refresh}, for a few seconds at most; what is not
 * found is asked again each time, so that a collection can be used as soon as it exists. Thread-safe.
 */
public final class CollectionCatalog {

    private static final Duration TIME_TO_LIVE = Duration.ofSeconds(5);
    private static final int MAX_ENTRIES = 10_000;

    private record Entry(CollectionSettings settings, Instant readAt) {}

    private final DSLContext database;
    private final Clock clock;
    private final ConcurrentHashMap<String, Entry> entries = new ConcurrentHashMap<>();

    public CollectionCatalog(DSLContext database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * Forgets what was found. To be called when events have been received: whoever sent them may know of a collection that
     * has taken over the name of a deleted one since.
     */
    public void refresh() {
        entries.clear();
    }

    /**
     * @return empty if there is none of this name or id, or it was deleted
     * @throws org.jooq.exception.DataAccessException if the database cannot be asked
     */
    public Optional<CollectionSettings> find(String nameOrId) {
        Instant now = clock.instant();
        Entry entry = entries.get(nameOrId);
        if (entry != null && entry.readAt().plus(TIME_TO_LIVE).isAfter(now)) {
            return Optional.of(entry.settings());
        }
        Optional<CollectionSettings> found = read(nameOrId);
        if (entries.size() >= MAX_ENTRIES) {
            entries.clear();
        }
        found.ifPresentOrElse(
                settings -> entries.put(nameOrId, new Entry(settings, now)), () -> entries.remove(nameOrId));
        return found;
    }

    private Optional<CollectionSettings> read(String nameOrId) {
        UUID id = uuid(nameOrId);
        Condition named = COLLECTIONS.NAME.eq(nameOrId);
        return database.select(COLLECTIONS.fields())
                .select(COLLECTION_RESOURCE_LIMITS.MAX_DOCUMENTS, COLLECTION_RESOURCE_LIMITS.MAX_BYTES)
                .from(COLLECTIONS)
                .leftJoin(COLLECTION_RESOURCE_LIMITS)
                .on(COLLECTION_RESOURCE_LIMITS.COLLECTION_ID.eq(COLLECTIONS.ID))
                .where(id == null ? named : named.or(COLLECTIONS.ID.eq(id)))
                .and(COLLECTIONS.DELETED_AT.isNull())
                .orderBy(COLLECTIONS.NAME.eq(nameOrId).desc())
                .limit(1)
                .fetchOptional(found -> settings(
                        found.into(COLLECTIONS),
                        new ResourceLimits(
                                found.get(COLLECTION_RESOURCE_LIMITS.MAX_DOCUMENTS),
                                found.get(COLLECTION_RESOURCE_LIMITS.MAX_BYTES))));
    }

    private static CollectionSettings settings(CollectionsRecord row, ResourceLimits limits) {
        return new CollectionSettings(
                new CollectionId(row.getId()),
                row.getName(),
                row.getPartitionKey(),
                row.getEmbeddingModel(),
                row.getDimension(),
                new ChunkingSettings(
                        ChunkingStrategy.valueOf(row.getChunkingStrategy()), row.getChunkSize(), row.getChunkOverlap()),
                row.getTopicPartitions(),
                CollectionState.of(row.getStatus(), row.getStatusMessage()).takesDocuments(),
                limits);
    }

    private static @Nullable UUID uuid(String text) {
        try {
            return text.length() == 36 ? UUID.fromString(text) : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
