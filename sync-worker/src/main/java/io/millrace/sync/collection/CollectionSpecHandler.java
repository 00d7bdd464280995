package io.millrace.sync.collection;

import io.millrace.schemas.avro.CollectionSpec;
import io.millrace.schemas.changeevent.UndecodableChangeEventException;
import io.millrace.schemas.id.CollectionId;
import io.millrace.schemas.id.VectorStoreName;
import io.millrace.sync.collection.CollectionSpecRecords.SpecChange;
import io.millrace.sync.deadletter.DeadLetter;
import io.millrace.sync.deadletter.DeadLetterSink;
import io.millrace.sync.listener.BatchHandler;
import io.millrace.sync.point.VectorStoreException;
import io.millrace.sync.point.VectorStoreException.Kind;
import io.millrace.sync.retry.DependencyException;
import io.millrace.sync.retry.Retry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a new collection's first generation and alias, and takes away those of a deleted one. The name of the generation is
 * recorded before it is made, so that a crash anywhere is followed by the same generation, not by a second one.
 */
public final class CollectionSpecHandler implements BatchHandler {

    private static final Logger log = LoggerFactory.getLogger(CollectionSpecHandler.class);

    private final CollectionSpecRecords records;
    private final CollectionLedger ledger;
    private final Generations generations;
    private final DeadLetterSink deadLetters;
    private final Retry retry;
    private final Clock clock;

    public CollectionSpecHandler(
            CollectionSpecRecords records,
            CollectionLedger ledger,
            Generations generations,
            DeadLetterSink deadLetters,
            Retry retry,
            Clock clock) {
        this.records = records;
        this.ledger = ledger;
        this.generations = generations;
        this.deadLetters = deadLetters;
        this.retry = retry;
        this.clock = clock;
    }

    @Override
    public PreparedBatch prepare(List<ConsumerRecord<byte[], byte[]>> batch) {
        return turn -> {
            turn.await();
            apply(batch);
        };
    }

    private void apply(List<ConsumerRecord<byte[], byte[]>> batch) {
        Map<CollectionId, ConsumerRecord<byte[], byte[]>> newest = new LinkedHashMap<>();
        Map<CollectionId, SpecChange> changes = new LinkedHashMap<>();
        List<DeadLetter> poison = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : batch) {
            try {
                SpecChange change = records.read(record);
                changes.put(change.collection(), change);
                newest.put(change.collection(), record);
            } catch (UndecodableChangeEventException e) {
                poison.add(new DeadLetter(record, e.errorCode(), String.valueOf(e.getMessage())));
            }
        }
        changes.forEach((id, change) -> applyOne(change)
                .ifPresent(refused -> poison.add(
                        new DeadLetter(newest.getOrDefault(id, batch.getFirst()), refused.code(), refused.reason()))));
        if (!poison.isEmpty()) {
            retry.untilDone("dead-letter", () -> deadLetters.publish(poison));
        }
    }

    private record Refused(String code, String reason) {}

    private Optional<Refused> applyOne(SpecChange change) {
        List<Refused> refused = new ArrayList<>();
        retry.untilDone("collection-spec", () -> {
            try {
                change.spec().ifPresentOrElse(this::ensureLive, () -> drop(change.collection()));
            } catch (VectorStoreException e) {
                if (e.kind() == Kind.PERMANENT) {
                    refused.add(new Refused(e.code(), String.valueOf(e.getMessage())));
                } else {
                    throw new DependencyException(e.code(), String.valueOf(e.getMessage()), e);
                }
            } catch (IllegalArgumentException e) {
                refused.add(new Refused("collection-spec-invalid", String.valueOf(e.getMessage())));
            }
        });
        Optional<Refused> first = refused.stream().findFirst();
        first.ifPresent(why ->
                retry.untilDone("collection-failed", () -> ledger.fail(change.collection(), sentence(why.reason()))));
        return first;
    }

    private static String sentence(String reason) {
        return "Its index could not be made: " + reason;
    }

    /** The collection has a generation and an alias after this, unless they were there once and are gone. */
    void ensureLive(CollectionSpec spec) {
        VectorStoreName store = new VectorStoreName(spec.getVectorStoreName());
        CollectionRow row = ledger.find(store.collectionId())
                // Row and spec are committed together: this spec is not of this database.
                .orElseThrow(() ->
                        new IllegalArgumentException("the database has no collection " + store.collectionId() + "."));
        if (row.deleted()) {
            return;
        }
        Optional<String> target = generations.aliasTarget(store);
        if (target.isPresent()) {
            if (row.live().isEmpty()) {
                ledger.live(row.id(), target.get());
            }
            return;
        }
        if (row.live().isPresent()) {
            // Making an empty one here would hide that everything indexed so far is gone.
            String sentence = "The Qdrant alias " + store + " is gone: ./millrace rebuild " + row.name()
                    + " --execute makes it again from the topic.";
            ledger.degrade(row.id(), sentence);
            log.atError().addKeyValue("collection", row.name()).log(sentence);
            return;
        }
        String generation = row.staging().orElseGet(() -> stage(store));
        generations.ensure(generation, spec);
        generations.pointAlias(store, generation);
        ledger.live(row.id(), generation);
        log.atInfo()
                .addKeyValue("collection", spec.getName())
                .addKeyValue("generation", generation)
                .log("A collection is ready for points");
    }

    private String stage(VectorStoreName store) {
        String generation = Generations.newName(store, new HashSet<>(generations.list(store)), clock.instant());
        ledger.stage(store.collectionId(), generation);
        return generation;
    }

    private void drop(CollectionId id) {
        VectorStoreName store = id.vectorStoreName();
        generations.dropAlias(store);
        generations.list(store).forEach(generations::drop);
        ledger.gone(id);
        log.atInfo().addKeyValue("collection", id).log("A deleted collection's points are gone");
    }
}
