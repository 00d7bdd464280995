package io.millrace.sync.erasure;

import io.millrace.schemas.avro.DocumentEvent;
import io.millrace.schemas.id.NameBasedUuid;
import io.millrace.schemas.id.VectorStoreName;
import io.millrace.schemas.topic.TopicNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * One look into every store, in the order in which content flows, so that nothing flows behind the look: first what could make
 * more of it ends, then it is waited, from pass to pass, until ingestion and the relay have passed that end.
 */
final class ErasurePass {

    private static final String CHUNK_TOPICS = "chunk-topics";
    private static final String COLLECTIONS_TOPIC = "collections-topic";
    private static final String DEAD_LETTERS = "dead-letters";
    private static final String FENCE = "documents_fence";
    private static final String SENT_AFTER = "relayed_after";
    private static final String LOG_POSITION = "log_position";
    private static final String CLEANED = "files_cleaned";
    /** Which the database notes with the look that finds it. */
    private static final String PURGED_VERSION = "purged_version";

    private final ErasureLedger ledger;
    private final PostgresRows rows;
    private final PostgresFiles files;
    private final VectorStores vectors;
    private final TopicNames topics;
    private final TopicAdmin admin;
    private final TopicRecords records;
    private final DocumentsTopic documents;
    private final CompactedTopic compacted;
    private final DeadLetters letters;
    private final ErasureSettings settings;

    ErasurePass(
            ErasureLedger ledger,
            PostgresRows rows,
            PostgresFiles files,
            VectorStores vectors,
            TopicNames topics,
            TopicAdmin admin,
            TopicRecords records,
            ErasureSettings settings) {
        this.ledger = ledger;
        this.rows = rows;
        this.files = files;
        this.vectors = vectors;
        this.topics = topics;
        this.admin = admin;
        this.records = records;
        this.documents = new DocumentsTopic(topics, admin, records, ledger::save);
        this.compacted = new CompactedTopic(admin, records);
        this.letters = new DeadLetters(admin, records, ledger::save);
        this.settings = settings;
    }

    /** Whether the operation has ended. */
    boolean run(Erasure claimed) {
        ErasureProgress progress = claimed.progress();
        if (progress.instant("begun_at").isEmpty()) {
            progress.instant("begun_at", claimed.now());
        }
        if (progress.text(LOG_POSITION).isPresent()) {
            return finish(claimed);
        }
        boolean settled = progress.instant("begun_at")
                .map(begun -> begun.plus(settings.settle()).isBefore(claimed.now()))
                .orElse(false);
        boolean open = switch (claimed.subject()) {
            case Subject.Person person -> person(claimed, settled);
            case Subject.OneDocument one -> document(claimed, one);
        };
        if (!open) {
            return true;
        }
        ledger.foundInDatabase(claimed);
        if (!settled || !isRowless(progress)) {
            pending(claimed, PostgresFiles.STORE, "no row may be left");
            return false;
        }
        return clean(claimed) && end(claimed);
    }

    private boolean person(Erasure claimed, boolean settled) {
        long found;
        try {
            found = rows.person(claimed, settled);
        } catch (PostgresRows.HeirIsGoneException e) {
            fail(
                    claimed,
                    "Who was to get the collections is gone; nothing was erased, and the user stays locked out: ask again,"
                            + " and name another.");
            return false;
        }
        Subject subject = ledger.subject(claimed.id());
        Erasure erasure = new Erasure(claimed.id(), subject, claimed.progress(), claimed.now());
        ErasureProgress progress = erasure.progress();
        String closed = Integer.toString(subject.collections().size());
        if (!progress.text("collections_closed").equals(Optional.of(closed))) {
            // What was sent before is behind this, whoever sent it; what is sent later finds no collection.
            progress.offsets(FENCE, admin.ends(topics.documents()));
            progress.text("collections_closed", closed);
            progress.forget(SENT_AFTER);
        }
        boolean drained = isDrained(progress);
        SubjectRecords events = events(erasure);
        documents.sweep(erasure, events, admin.ends(topics.documents()), drained);
        found += rows.documents(erasure, drained);
        if (drained && (found > 0 || progress.state(PostgresRows.EMBEDDINGS) != StoreState.ERASED)) {
            found += rows.embeddings(erasure);
        } else if (!drained) {
            pending(erasure, PostgresRows.EMBEDDINGS, "ingestion must pass what was sent before");
        }
        boolean sent = isSent(progress, drained);
        if (sent) {
            found += rows.outbox(erasure);
            vectors.drop(erasure);
            deleteTopics(erasure);
            Set<UUID> ids =
                    subject.collections().stream().map(c -> c.id().value()).collect(Collectors.toSet());
            compacted.sweep(
                    erasure, COLLECTIONS_TOPIC, topics.collections(), record -> isKeyedBy(record, ids), key -> key);
        } else {
            for (String store : List.of(PostgresRows.OUTBOX, VectorStores.STORE, CHUNK_TOPICS, COLLECTIONS_TOPIC)) {
                pending(erasure, store, "the relay must have sent what was committed");
            }
        }
        sweepDeadLetters(erasure, events, drained);
        touched(progress, found);
        return true;
    }

    private boolean document(Erasure erasure, Subject.OneDocument one) {
        ErasureProgress progress = erasure.progress();
        if (!progress.hasOffsets(FENCE)) {
            records.send(List.of(purge(erasure, one)));
            progress.offsets(FENCE, admin.ends(topics.documents()));
            ledger.save(erasure);
        }
        boolean drained = isDrained(progress);
        SubjectRecords events = events(erasure);
        // What is published behind the event that purges is another life of the document, and stays.
        documents.sweep(erasure, events, progress.offsets(FENCE), drained);
        if (!drained) {
            for (String store : List.of(
                    PostgresRows.DOCUMENTS,
                    PostgresRows.EMBEDDINGS,
                    PostgresRows.OUTBOX,
                    VectorStores.STORE,
                    CHUNK_TOPICS)) {
                pending(erasure, store, "ingestion must pass the event that purges the document");
            }
            sweepDeadLetters(erasure, events, false);
            return true;
        }
        OptionalLong noted = rows.document(erasure);
        if (noted.isEmpty()) {
            fail(
                    erasure,
                    "The document was published again while it was erased, or its collection takes no changes: end"
                            + " either, and ask again.");
            return false;
        }
        long version = noted.getAsLong();
        progress.text(PURGED_VERSION, Long.toString(version));
        progress.found(PostgresRows.DOCUMENTS, progress.found(PostgresRows.DOCUMENTS) == 0 && version > 0 ? 1 : 0);
        progress.erased(PostgresRows.DOCUMENTS, erasure.now(), erasure.now(), "at once; see postgres-files");
        long found = progress.state(PostgresRows.EMBEDDINGS) == StoreState.ERASED ? 0 : rows.embeddings(erasure);
        if (isSent(progress, true)) {
            found += rows.outbox(erasure);
            vectors.delete(erasure, one, version);
            VectorStoreName store = one.collection().id().vectorStoreName();
            Predicate<ConsumerRecord<byte[], byte[]>> mine = change -> events.containsChange(change, version);
            byte[] nobodysKey = NameBasedUuid.toBytes(erasure.id());
            compacted.sweep(erasure, CHUNK_TOPICS, topics.chunks(store), mine, key -> nobodysKey);
            letters.sweep(erasure, DEAD_LETTERS + "-of-chunks", TopicNames.deadLetters(topics.chunks(store)), mine);
        } else {
            for (String store : List.of(PostgresRows.OUTBOX, VectorStores.STORE, CHUNK_TOPICS)) {
                pending(erasure, store, "the relay must have sent what was committed");
            }
        }
        sweepDeadLetters(erasure, events, true);
        touched(progress, found);
        return true;
    }

    /** Names go with it: who asks again gives them again. */
    private void fail(Erasure erasure, String sentence) {
        ledger.forgetNames(erasure);
        ledger.fail(erasure, sentence);
    }

    private SubjectRecords events(Erasure erasure) {
        return new SubjectRecords(erasure.subject(), ledger.takenOver(erasure.subject()));
    }

    private void sweepDeadLetters(Erasure erasure, SubjectRecords events, boolean drained) {
        letters.sweep(erasure, DEAD_LETTERS, TopicNames.deadLetters(topics.documents()), events::contains);
        if (!drained) {
            pending(erasure, DEAD_LETTERS, "ingestion must pass what was sent before");
        }
    }

    /** The topics of collections that are gone, and their dead letters: no row of the outbox is for them any more. */
    private void deleteTopics(Erasure erasure) {
        List<String> doomed = new ArrayList<>();
        for (ErasedCollection collection : erasure.subject().collections()) {
            String topic = topics.chunks(collection.id().vectorStoreName());
            doomed.add(topic);
            doomed.add(TopicNames.deadLetters(topic));
        }
        List<String> there = doomed.stream().filter(admin::exists).toList();
        ErasureProgress progress = erasure.progress();
        if (!there.isEmpty()) {
            progress.found(CHUNK_TOPICS, there.size());
            progress.instant("topics_deleted", erasure.now());
            ledger.save(erasure);
            admin.delete(there);
        }
        long delay = admin.brokerMillis("log.segment.delete.delay.ms", 60_000);
        Instant goneBy = progress.instant("topics_deleted")
                .map(at -> at.plusMillis(delay))
                .orElse(null);
        long left = doomed.stream().filter(admin::exists).count();
        if (left == 0) {
            progress.erased(CHUNK_TOPICS, erasure.now(), goneBy, "deleted + log.segment.delete.delay.ms=" + delay);
        } else {
            progress.report(CHUNK_TOPICS, left, StoreState.PENDING, erasure.now(), goneBy, "the broker deletes them");
        }
    }

    private boolean isDrained(ErasureProgress progress) {
        return admin.isConsumed(topics.ingestGroup(), topics.documents(), progress.offsets(FENCE));
    }

    /** Whether everything that was committed when ingestion had passed the fence has been relayed. */
    private boolean isSent(ErasureProgress progress, boolean drained) {
        if (!drained) {
            return false;
        }
        if (progress.text(SENT_AFTER).isEmpty()) {
            progress.text(SENT_AFTER, rows.logPosition());
        }
        return rows.isRelayed(progress.text(SENT_AFTER).orElseThrow());
    }

    private static boolean isKeyedBy(ConsumerRecord<byte[], byte[]> record, Set<UUID> ids) {
        byte[] key = record.key();
        return key != null && key.length == 16 && ids.contains(NameBasedUuid.fromBytes(key));
    }

    private ProducerRecord<byte[], byte[]> purge(Erasure erasure, Subject.OneDocument one) {
        String actor = "erasure:" + erasure.id();
        DocumentEvent event = DocumentEvent.newBuilder()
                .setEventId(actor)
                .setType("io.millrace.document.purged")
                .setCollection(one.collection().id().toString())
                .setSource(one.source())
                .setActor(actor)
                .setOccurredAt(erasure.now().truncatedTo(ChronoUnit.MICROS))
                .build();
        try {
            ByteBuffer encoded = DocumentEvent.getEncoder().encode(event);
            byte[] value = new byte[encoded.remaining()];
            encoded.get(value);
            // Keyed as other events of the document are, so that it comes behind them.
            byte[] key = (one.collection().name() + "/" + one.source()).getBytes(StandardCharsets.UTF_8);
            return new ProducerRecord<>(topics.documents(), key, value);
        } catch (IOException e) {
            throw new UncheckedIOException("a document event could not be encoded", e);
        }
    }

    private static void pending(Erasure erasure, String store, String why) {
        erasure.progress().report(store, 0, StoreState.PENDING, erasure.now(), null, why);
    }

    /** Whatever was removed is in the files until they are cleaned again. */
    private static void touched(ErasureProgress progress, long found) {
        if (found > 0) {
            progress.forget(CLEANED);
        }
    }

    private static boolean isRowless(ErasureProgress progress) {
        return progress.all(
                EnumSet.of(StoreState.ERASED, StoreState.EXPIRING),
                Set.of(PostgresFiles.STORE, PostgresFiles.LOG_STORE));
    }

    private boolean clean(Erasure erasure) {
        if (erasure.progress().text(CLEANED).isEmpty()) {
            if (!files.clean(
                    new Erasure(erasure.id(), ledger.subject(erasure.id()), erasure.progress(), erasure.now()))) {
                return false;
            }
            erasure.progress().text(CLEANED, erasure.now().toString());
        }
        if (erasure.progress().state(PostgresFiles.LOG_STORE) == StoreState.PENDING) {
            erasure.progress()
                    .report(
                            PostgresFiles.LOG_STORE,
                            0,
                            StoreState.EXPIRING,
                            erasure.now(),
                            null,
                            "begins when nothing is left elsewhere");
        }
        return true;
    }

    /** Nothing is left but what the log of the database still says: from here on nobody needs the names. */
    private boolean end(Erasure erasure) {
        if (!erasure.progress().all(EnumSet.of(StoreState.ERASED), Set.of(PostgresFiles.LOG_STORE))) {
            return false;
        }
        if (!files.cleanSamples(erasure)) {
            return false;
        }
        ledger.forgetNames(erasure);
        if (!files.cleanOperations()) {
            return false;
        }
        erasure.progress().text(LOG_POSITION, files.endSegment());
        ledger.save(erasure);
        return finish(erasure);
    }

    private boolean finish(Erasure erasure) {
        files.log(erasure, erasure.progress().text(LOG_POSITION).orElseThrow());
        if (erasure.progress().state(PostgresFiles.LOG_STORE) != StoreState.ERASED) {
            return false;
        }
        erasure.progress()
                .json()
                .path("stores")
                .properties()
                .forEach(store -> ledger.metric(
                        erasure,
                        store.getKey().replace('-', '_'),
                        store.getValue().path("found").asDouble(0),
                        "found"));
        ledger.succeed(erasure);
        return true;
    }
}
