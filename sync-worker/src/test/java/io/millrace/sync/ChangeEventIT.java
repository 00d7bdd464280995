package io.millrace.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.local.stack.Stacks;
import io.millrace.schemas.changeevent.ChangeEvent;
import io.millrace.schemas.changeevent.ChangeEvent.ChunkDelete;
import io.millrace.schemas.changeevent.ChangeEvent.DocumentCommit;
import io.millrace.schemas.id.CollectionId;
import io.millrace.schemas.id.DocumentId;
import io.millrace.schemas.topic.RecordHeaderNames;
import io.millrace.sync.changeevent.DocumentMarks;
import io.millrace.sync.changeevent.DocumentMarks.Mark;
import io.millrace.sync.collection.Generations;
import io.millrace.sync.deadletter.DeadLetterBox;
import io.millrace.sync.deadletter.StoredDeadLetter;
import io.qdrant.client.grpc.Points.RetrievedPoint;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ChangeEventIT {

    private static final int DIM = Installation.DIMENSION;
    private static final Duration WAIT = Duration.ofMinutes(2);

    static Installation millrace;
    static SyncPipeline pipeline;

    @BeforeAll
    static void start() {
        millrace = new Installation(Stacks.shared());
        pipeline = millrace.pipeline();
        pipeline.start();
    }

    @AfterAll
    static void close() {
        pipeline.close();
        millrace.close();
    }

    @Test
    void committedDocumentIsSearchableAndMarkedIndexed() {
        CollectionId collection = millrace.createCollection(DIM);
        Document document = Document.first(collection, "a.md", DIM, "one", "two");

        millrace.commitAndSend(collection, document);

        await().atMost(WAIT).untilAsserted(() -> assertThat(status(document)).isEqualTo("INDEXED 1"));
        Map<String, RetrievedPoint> points =
                Points.all(millrace.qdrant, collection.vectorStoreName().value());
        assertThat(points)
                .containsOnlyKeys(
                        document.chunk("one").toString(), document.chunk("two").toString());
        RetrievedPoint one =
                Objects.requireNonNull(points.get(document.chunk("one").toString()));
        assertThat(one.getPayloadOrThrow("text_content").getStringValue()).isEqualTo("one");
        assertThat(one.getPayloadOrThrow("metadata")
                        .getStructValue()
                        .getFieldsOrThrow("lang")
                        .getStringValue())
                .isEqualTo("en");
        assertThat(millrace.row(collection).live()).isPresent();
        assertThat(millrace.query("SELECT status FROM collections WHERE id = ?", collection.value()))
                .isEqualTo("READY");
    }

    @Test
    void olderUpsertsAndDeletesThatComeLateChangeNothing() {
        CollectionId collection = millrace.createCollection(DIM);
        Document document = Document.first(collection, "late.md", DIM, "one", "two")
                .next(DIM, "two")
                .next(DIM, "one", "two");
        millrace.commitAndSend(collection, document);
        millrace.send(collection, document.upsert("two", 3, DIM));
        awaitPassed(collection, document, 1);
        Map<String, Long> before = Points.versions(millrace.qdrant, collection);
        assertThat(before.values()).containsOnly(3L).hasSize(2);

        // Two versions in one request: each point is guarded by its own.
        millrace.send(collection, document.upsert("one", 1, DIM), document.upsert("two", 2, DIM));
        awaitPassed(collection, document, 2);
        millrace.send(
                collection,
                new ChunkDelete(document.chunk("one"), document.id(), 2),
                new ChunkDelete(document.chunk("two"), document.id(), 1));
        awaitPassed(collection, document, 3);

        assertThat(Points.versions(millrace.qdrant, collection)).isEqualTo(before);
        millrace.send(collection, new ChunkDelete(document.chunk("one"), document.id(), 4));
        awaitPassed(collection, document, 4);
        assertThat(Points.versions(millrace.qdrant, collection))
                .containsOnlyKeys(document.chunk("two").toString());
    }

    @Test
    void marksLockDocumentsInTheOrderOfTheirIdsAsIngestionDoesSoThatNeitherWaitsForTheOtherForEver() throws Exception {
        CollectionId collection = millrace.createCollection(DIM);
        UUID low = UUID.fromString(
                "00000000-0000-4000-8000-" + collection.toString().substring(24));
        UUID high = UUID.fromString(
                "ffffffff-ffff-4fff-8fff-" + collection.toString().substring(24));
        // Neither the order in the table nor the order of the marks is the order of the ids.
        for (UUID id : List.of(high, low)) {
            millrace.execute(
                    "INSERT INTO documents (id, collection_id, source, mime_type, status, version, chunk_count)"
                            + " VALUES (?, ?, ?, 'text/plain', 'COMMITTED', 1, 0)",
                    id,
                    collection.value(),
                    id.toString());
        }
        DocumentMarks marks = new DocumentMarks(millrace.database);
        try (Connection ingestion = millrace.admin()) {
            ingestion.setAutoCommit(false);
            lock(ingestion, low);
            Thread marking = Thread.ofVirtual()
                    .start(() -> marks.mark(
                            List.of(new Mark(new DocumentId(high), 1, true), new Mark(new DocumentId(low), 1, true))));
            await().atMost(WAIT)
                    .until(() -> millrace.query(
                                    "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                                            + " AND datname = current_database() AND query LIKE '%indexed_version = m.version%'")
                            .equals("1"));
            lock(ingestion, high);
            ingestion.commit();
            marking.join();
        }
        for (UUID id : List.of(low, high)) {
            assertThat(millrace.query("SELECT status FROM documents WHERE id = ?", id))
                    .isEqualTo("INDEXED");
        }
    }

    private static void lock(Connection connection, UUID document) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT FROM documents WHERE id = ? FOR UPDATE NOWAIT")) {
            select.setObject(1, document);
            assertThat(select.executeQuery().next()).isTrue();
        }
    }

    /** Everything sent so far in the document's partition has been applied. */
    private static void awaitPassed(CollectionId collection, Document document, int n) {
        Document after = document;
        for (int i = 0; i < n; i++) {
            after = new Document(collection, document.source(), after.version() + 1, after.texts(), List.of());
        }
        millrace.send(collection, new DocumentCommit(document.id(), collection, after.version(), 1, Instant.now()));
        String expected = Long.toString(after.version());
        await().atMost(WAIT)
                .untilAsserted(() -> assertThat(millrace.query(
                                "SELECT indexed_version FROM documents WHERE id = ?",
                                document.id().value()))
                        .isEqualTo(expected));
    }

    @Test
    void poisonOfEachKindIsADeadLetterAndItsNeighboursAreSearchable() {
        CollectionId collection = millrace.createCollection(DIM);
        String topic = millrace.topics().chunks(collection.vectorStoreName());
        Document good = Document.first(collection, "good.md", DIM, "before", "after");
        Document flat = Document.first(collection, "flat.md", DIM - 1, "wrong dimension");
        Document stranger = Document.first(CollectionId.random(), "s.md", DIM, "another collection");
        millrace.commit(collection, good);
        millrace.commit(collection, flat);

        int partition = millrace.record(collection, good.events().getFirst()).partition();
        millrace.send(collection, good.events().get(0));
        millrace.send(new ProducerRecord<>(topic, partition, new byte[16], null));
        millrace.send(new ProducerRecord<>(topic, partition, new byte[3], new byte[] {1}));
        millrace.send(new ProducerRecord<>(
                topic,
                partition,
                new byte[16],
                new byte[] {(byte) 0xC3, 1, 2},
                new RecordHeaders().add(RecordHeaderNames.OP, "upsert".getBytes(StandardCharsets.UTF_8))));
        millrace.send(collection, stranger.events().get(0));
        millrace.send(collection, flat.events().toArray(ChangeEvent[]::new));
        millrace.send(collection, good.events().get(1), good.events().get(2));

        await().atMost(WAIT).untilAsserted(() -> assertThat(status(good)).isEqualTo("INDEXED 1"));
        await().atMost(WAIT).untilAsserted(() -> assertThat(status(flat)).isEqualTo("FAILED 1"));
        assertThat(Points.versions(millrace.qdrant, collection))
                .containsOnlyKeys(
                        good.chunk("before").toString(), good.chunk("after").toString());
        DeadLetterBox box = new DeadLetterBox(millrace.kafka, topic);
        assertThat(box.list())
                .allSatisfy(letter -> assertThat(letter.reason()).isNotBlank())
                .extracting(StoredDeadLetter::errorCode)
                .containsExactlyInAnyOrder(
                        "change-event-undecodable",
                        "change-event-undecodable",
                        "change-event-undecodable",
                        "change-event-misplaced",
                        "qdrant-refused");
        assertThat(box.list())
                .filteredOn(l -> "qdrant-refused".equals(l.errorCode()))
                .singleElement()
                .satisfies(letter -> {
                    assertThat(letter.originalTopic()).isEqualTo(topic);
                    assertThat(letter.key())
                            .isEqualTo(flat.chunk("wrong dimension").toString().replace("-", ""));
                    assertThat(letter.originalPartition()).isEqualTo((long)
                            millrace.record(collection, flat.events().getFirst())
                                    .partition());
                });
    }

    @Test
    void replayedDeadLetterIsTheOriginalRecordInItsOriginalPartition() {
        CollectionId collection = millrace.createCollection(DIM);
        String topic = millrace.topics().chunks(collection.vectorStoreName());
        millrace.send(new ProducerRecord<>(topic, 1, new byte[] {9, 9}, new byte[] {7}));
        DeadLetterBox box = new DeadLetterBox(millrace.kafka, topic);
        await().atMost(WAIT).untilAsserted(() -> assertThat(box.list()).hasSize(1));

        assertThat(box.replay(offset -> true)).isEqualTo(1);

        await().atMost(WAIT)
                .untilAsserted(() -> assertThat(box.list())
                        .hasSize(2)
                        .allSatisfy(
                                letter -> assertThat(letter.originalPartition()).isEqualTo(1))
                        .extracting(StoredDeadLetter::originalOffset)
                        .containsExactly(0L, 1L));
    }

    @Test
    void deletedCollectionLeavesNothingInQdrantAndHoldsUpNobody() {
        CollectionId collection = millrace.createCollection(DIM);
        Document document = Document.first(collection, "a.md", DIM, "one");
        millrace.commitAndSend(collection, document);
        await().atMost(WAIT).untilAsserted(() -> assertThat(status(document)).isEqualTo("INDEXED 1"));

        millrace.sendSpecDeletion(collection);
        Generations generations = new Generations(millrace.qdrant);
        await().atMost(WAIT)
                .untilAsserted(() -> assertThat(generations.list(collection.vectorStoreName()))
                        .isEmpty());

        Document late = document.next(DIM, "two");
        millrace.commitAndSend(collection, late);
        await().atMost(WAIT)
                .untilAsserted(() -> assertThat(millrace.query(
                                "SELECT indexed_version FROM documents WHERE id = ?",
                                late.id().value()))
                        .isEqualTo("2"));
    }

    @Test
    void aliasThatIsGoneIsNotReplacedByAnEmptyOne() {
        CollectionId collection = millrace.createCollection(DIM);
        await().atMost(WAIT)
                .untilAsserted(() -> assertThat(millrace.row(collection).live()).isPresent());
        Generations generations = new Generations(millrace.qdrant);
        generations.dropAlias(collection.vectorStoreName());

        millrace.sendSpec(collection, DIM);

        await().atMost(WAIT)
                .untilAsserted(() -> assertThat(millrace.query(
                                "SELECT status_message FROM collections WHERE id = ?", collection.value()))
                        .contains("./millrace rebuild"));
        assertThat(generations.aliasTarget(collection.vectorStoreName())).isEmpty();
        assertThat(millrace.query("SELECT status FROM collections WHERE id = ?", collection.value()))
                .isEqualTo("DEGRADED");
    }

    static String status(Document document) {
        return millrace.query(
                "SELECT status || ' ' || indexed_version FROM documents WHERE id = ?",
                document.id().value());
    }
}
