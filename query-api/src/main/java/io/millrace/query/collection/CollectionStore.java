package io.millrace.query.collection;

import static io.millrace.schemas.jooq.Tables.COLLECTIONS;
import static io.millrace.schemas.jooq.Tables.OUTBOX;

import io.millrace.query.access.Caller;
import io.millrace.query.access.CallerTransactions;
import io.millrace.query.audit.AuditLog;
import io.millrace.schemas.avro.CollectionSpec;
import io.millrace.schemas.avro.Uuid;
import io.millrace.schemas.changeevent.ChangeEventOp;
import io.millrace.schemas.collection.CollectionState;
import io.millrace.schemas.id.CollectionId;
import io.millrace.schemas.id.NameBasedUuid;
import io.millrace.schemas.jooq.tables.records.CollectionsRecord;
import io.millrace.schemas.topic.TopicNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The rows of collections. What changes one writes its spec to the outbox and says so in the audit log, or does nothing. */
@Component
class CollectionStore {

    private static final JsonMapper JSON = new JsonMapper();

    private final CallerTransactions transactions;
    private final Clock clock;

    CollectionStore(CallerTransactions transactions, Clock clock) {
        this.transactions = transactions;
        this.clock = clock;
    }

    Optional<CollectionRow> find(Caller caller, String reference) {
        return transactions.in(
                caller,
                dsl -> dsl.select(CollectionRow.columns())
                        .from(COLLECTIONS)
                        .where(matches(reference))
                        .fetchOptional(CollectionRow::of));
    }

    /** In the order of names. */
    List<CollectionRow> list(Caller caller, String afterName, int count) {
        return transactions.in(
                caller,
                dsl -> dsl.select(CollectionRow.columns())
                        .from(COLLECTIONS)
                        .where(COLLECTIONS.DELETED_AT.isNull())
                        .and(COLLECTIONS.NAME.gt(afterName))
                        .orderBy(COLLECTIONS.NAME)
                        .limit(count)
                        .fetch(CollectionRow::of));
    }

    /**
     * @param beforeCommit what must be there before anybody can see the row; if it throws, there is no row
     */
    CollectionRow insert(Caller caller, CollectionId id, String name, NewCollection wanted, Runnable beforeCommit) {
        return transactions.in(caller, dsl -> {
            CollectionsRecord record = dsl.newRecord(COLLECTIONS);
            record.setId(id.value());
            record.setName(name);
            record.setDescription(wanted.description());
            record.setVectorStoreName(id.vectorStoreName().value());
            record.setEmbeddingModel(wanted.embeddingModel());
            record.setDimension(wanted.dimension());
            record.setDistance(wanted.distance().name());
            record.setQuantization(wanted.quantization().name());
            record.setChunkingStrategy(wanted.chunkingStrategy().name());
            record.setChunkSize(wanted.chunkSize());
            record.setChunkOverlap(wanted.chunkOverlap());
            record.setTopicPartitions(wanted.topicPartitions());
            record.setOwnerId(caller.userId());
            record.setIsPublic(wanted.isPublic());
            record.setMeta(json(wanted.meta()));
            dsl.insertInto(COLLECTIONS).set(record).execute();
            CollectionRow row = read(dsl, id);
            sendSpec(dsl, row);
            audit(dsl, caller, row, "collection.created");
            beforeCommit.run();
            return row;
        });
    }

    /** The row after the change, at the next version. Empty if it was deleted meanwhile. */
    Optional<CollectionRow> update(Caller caller, CollectionId id, CollectionRequest wanted) {
        return transactions.in(caller, dsl -> {
            Optional<CollectionsRecord> before = lock(dsl, id);
            if (before.isEmpty()) {
                return Optional.empty();
            }
            CollectionsRecord record = before.get();
            if (wanted.description() != null) {
                record.setDescription(wanted.description());
            }
            if (wanted.chunkingStrategy() != null) {
                record.setChunkingStrategy(wanted.chunkingStrategy().name());
            }
            if (wanted.chunkSize() != null) {
                record.setChunkSize(wanted.chunkSize());
            }
            if (wanted.chunkOverlap() != null) {
                record.setChunkOverlap(wanted.chunkOverlap());
            }
            if (wanted.isPublic() != null) {
                record.setIsPublic(wanted.isPublic());
            }
            if (wanted.meta() != null) {
                record.setMeta(json(wanted.meta()));
            }
            dsl.update(COLLECTIONS)
                    .set(COLLECTIONS.DESCRIPTION, record.getDescription())
                    .set(COLLECTIONS.CHUNKING_STRATEGY, record.getChunkingStrategy())
                    .set(COLLECTIONS.CHUNK_SIZE, record.getChunkSize())
                    .set(COLLECTIONS.CHUNK_OVERLAP, record.getChunkOverlap())
                    .set(COLLECTIONS.IS_PUBLIC, record.getIsPublic())
                    .set(COLLECTIONS.META, record.getMeta())
                    .set(COLLECTIONS.VERSION, COLLECTIONS.VERSION.plus(1))
                    .set(COLLECTIONS.UPDATED_AT, Instant.now(clock))
                    .where(COLLECTIONS.ID.eq(id.value()))
                    .execute();
            CollectionRow row = read(dsl, id);
            sendSpec(dsl, row);
            audit(dsl, caller, row, "collection.updated");
            return Optional.of(row);
        });
    }

    /**
     * The row after the change of its state, which the transition decides on while nobody else changes it. A state that stays
     * is written nowhere. Empty if the collection was deleted meanwhile.
     *
     * @param operation for the audit log
     * @param transition throws if it is not allowed
     */
    Optional<CollectionRow> move(
            Caller caller, CollectionId id, String operation, UnaryOperator<CollectionState> transition) {
        return transactions.in(caller, dsl -> {
            if (lock(dsl, id).isEmpty()) {
                return Optional.empty();
            }
            CollectionState before = read(dsl, id).state();
            CollectionState after = transition.apply(before);
            if (!after.equals(before)) {
                dsl.update(COLLECTIONS)
                        .set(COLLECTIONS.STATUS, after.status())
                        .set(COLLECTIONS.STATUS_MESSAGE, after.message())
                        .set(COLLECTIONS.UPDATED_AT, Instant.now(clock))
                        .where(COLLECTIONS.ID.eq(id.value()))
                        .execute();
            }
            CollectionRow row = read(dsl, id);
            if (!after.equals(before)) {
                audit(dsl, caller, row, operation);
            }
            return Optional.of(row);
        });
    }

    /** The row as it was before. Empty if it was deleted already. */
    Optional<CollectionRow> delete(Caller caller, CollectionId id) {
        return transactions.in(caller, dsl -> {
            Optional<CollectionRow> before = lock(dsl, id).map(locked -> read(dsl, id));
            before.ifPresent(row -> {
                Instant now = Instant.now(clock);
                dsl.update(COLLECTIONS)
                        .set(COLLECTIONS.STATUS, CollectionStatus.DELETED.name())
                        .set(COLLECTIONS.VERSION, COLLECTIONS.VERSION.plus(1))
                        .set(COLLECTIONS.UPDATED_AT, now)
                        .set(COLLECTIONS.DELETED_AT, now)
                        .where(COLLECTIONS.ID.eq(id.value()))
                        .execute();
                send(dsl, id, ChangeEventOp.DELETE, null, row.version() + 1);
                audit(dsl, caller, row, "collection.deleted");
            });
            return before;
        });
    }

    private static Optional<CollectionsRecord> lock(DSLContext dsl, CollectionId id) {
        return dsl.selectFrom(COLLECTIONS)
                .where(COLLECTIONS.ID.eq(id.value()))
                .and(COLLECTIONS.DELETED_AT.isNull())
                .forUpdate()
                .fetchOptional();
    }

    /** Once it is there: what an INSERT or UPDATE returns does not yet know the caller's role. */
    private static CollectionRow read(DSLContext dsl, CollectionId id) {
        return dsl.select(CollectionRow.columns())
                .from(COLLECTIONS)
                .where(COLLECTIONS.ID.eq(id.value()))
                .fetchSingle(CollectionRow::of);
    }

    private static JSONB json(Map<String, Object> meta) {
        return JSONB.jsonb(JSON.writeValueAsString(meta));
    }

    private static Condition matches(String reference) {
        Condition named = CollectionReference.id(reference)
                .map(id -> COLLECTIONS.ID.eq(id.value()))
                .orElseGet(() -> COLLECTIONS.NAME.eq(reference));
        return named.and(COLLECTIONS.DELETED_AT.isNull());
    }

    private static void sendSpec(DSLContext dsl, CollectionRow row) {
        CollectionSpec spec = new CollectionSpec(
                new Uuid(NameBasedUuid.toBytes(row.id().value())),
                row.name(),
                row.vectorStoreName().value(),
                row.version(),
                row.embeddingModel(),
                row.dimension(),
                row.distance().name(),
                row.quantization().name(),
                row.topicPartitions());
        try {
            ByteBuffer encoded = CollectionSpec.getEncoder().encode(spec);
            byte[] payload = new byte[encoded.remaining()];
            encoded.get(payload);
            send(dsl, row.id(), ChangeEventOp.COLLECTION_SPEC, payload, row.version());
        } catch (IOException e) {
            throw new UncheckedIOException("a collection spec could not be encoded", e);
        }
    }

    private static void send(
            DSLContext dsl, CollectionId id, ChangeEventOp op, byte @Nullable [] payload, long version) {
        dsl.insertInto(OUTBOX)
                .set(OUTBOX.AGGREGATETYPE, TopicNames.aggregateOfCollections())
                .set(OUTBOX.AGGREGATEID, NameBasedUuid.toBytes(id.value()))
                .set(OUTBOX.TYPE, op.wireName())
                .set(OUTBOX.PAYLOAD, payload)
                .set(OUTBOX.PARTITION, 0)
                .set(OUTBOX.VERSION, version)
                .execute();
    }

    private static void audit(DSLContext dsl, Caller caller, CollectionRow row, String operation) {
        AuditLog.collection(dsl, caller, operation, row.id().value(), row.version(), Map.of());
    }
}
