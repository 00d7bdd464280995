package io.millrace.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.id.CollectionId;
import io.millrace.schemas.id.ContentHash;
import io.millrace.schemas.id.NameBasedUuid;
import io.millrace.schemas.topic.RecordHeaderNames;
import io.millrace.schemas.topic.TopicNames;
import io.millrace.schemas.topic.TopicSpec;
import io.qdrant.client.grpc.Points.RetrievedPoint;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One document is erased from a collection that stays. */
class DocumentErasureIT {

    private static final int DIM = ErasureScene.DIM;

    private static ErasureScene scene;
    private static Installation millrace;

    private CollectionId collection;
    private Document other;

    @BeforeAll
    static void start() {
        scene = new ErasureScene();
        millrace = scene.millrace;
    }

    @AfterAll
    static void stop() {
        scene.close();
    }

    @BeforeEach
    void otherDocument() {
        millrace.execute("DELETE FROM operations");
        collection = scene.collection();
        other = scene.indexed(collection, "others.md", "common words", "others words");
    }

    @Test
    void documentIsInNoStoreAndWhatIsOthersIsAsItWas() throws Exception {
        Document letter = scene.indexed(collection, "adas-letter.md", "common words", "adas words");
        Map<String, RetrievedPoint> others = pointsOf(other);
        String former = scene.formerGeneration(collection, letter, other);
        String dead = TopicNames.deadLetters(scene.topics.documents());
        String deadChanges = TopicNames.deadLetters(scene.changes(collection));
        for (Document document : new Document[] {letter, other}) {
            millrace.send(new ProducerRecord<>(
                    dead,
                    ErasureScene.bytes(Installation.name(collection) + "/" + document.source()),
                    ErasureScene.bytes("{dead " + document.source())));
            deadLetterOfAChange(document);
        }
        scene.set(ConfigResource.Type.TOPIC, deadChanges, Map.of("segment.ms", "1"));
        UUID erasure = scene.askForDocument(letter, false);

        scene.pass();
        scene.pass();
        assertThat(scene.store(erasure, "documents-and-chunks").path("state").asString())
                .isEqualTo("PENDING");
        assertThat(rows("chunks", letter)).isEqualTo(2);
        scene.purged(letter);
        scene.pass();
        assertThat(scene.store(erasure, "outbox").path("state").asString()).isEqualTo("PENDING");
        assertThat(upserts(letter)).as("the relay has not sent them").isEqualTo(2);
        scene.awaitStates(erasure, "ERASED", "outbox", "qdrant", "chunk-topics", "dead-letters", "postgres-files");

        assertThat(scene.store(erasure, "documents-topic").path("state").asString())
                .isEqualTo("EXPIRING");
        assertThat(scene.store(erasure, "documents-topic").path("gone_by").asString(""))
                .isNotEmpty();
        assertThat(scene.receipt(erasure))
                .as("nothing is left to wait for but time")
                .noneMatch(store -> store.path("state").asString().equals("PENDING"));
        scene.expire(
                scene.topics.documents(),
                scene.records(scene.topics.documents()).getLast().offset() + 1);
        scene.awaitSuccess(erasure);

        assertThat(found(erasure, "documents-topic")).isEqualTo(2);
        assertThat(found(erasure, "documents-and-chunks")).isEqualTo(1);
        assertThat(found(erasure, "outbox")).isEqualTo(2);
        assertThat(found(erasure, "embeddings")).isEqualTo(1);
        assertThat(found(erasure, "dead-letters")).isEqualTo(1);
        assertThat(found(erasure, "dead-letters-of-chunks")).isEqualTo(1);
        assertThat(scene.operation(erasure)).doesNotContain("adas").doesNotContain(Installation.name(collection));

        assertThat(millrace.query(
                        "SELECT source || ' ' || version FROM documents WHERE id = ?",
                        letter.id().value()))
                .isEqualTo("erased-" + letter.id() + " 2");
        assertThat(rows("chunks", letter)).isZero();
        assertThat(upserts(letter)).isZero();
        assertThat(hasEmbedding("adas words")).isFalse();
        assertThat(scene.values(scene.changes(collection))).noneMatch(value -> value.contains("adas"));
        assertThat(scene.values(deadChanges)).containsExactly("dead others.md");
        assertThat(scene.values(dead)).containsExactly("{dead others.md");

        assertThat(rows("chunks", other)).isEqualTo(2);
        assertThat(upserts(other)).isEqualTo(2);
        assertThat(hasEmbedding("common words")).isTrue();
        assertThat(scene.values(scene.changes(collection)))
                .filteredOn(value -> value.contains("others.md"))
                .hasSize(2);
        assertThat(points()).isEqualTo(others);
        assertThat(found(erasure, "qdrant")).isEqualTo(2);
        assertThat(Points.all(millrace.qdrant, former)).containsOnlyKeys(others.keySet());
        assertThat(status(other)).isEqualTo("INDEXED");
    }

    @Test
    void topicIsCutBehindTheDocumentOnceItIsIngestedAndWhatOthersCommittedStaysSearchable() throws Exception {
        Document letter = scene.indexed(collection, "letter.md", "adas words");
        Map<String, RetrievedPoint> others = pointsOf(other);
        long begin = scene.begin();
        UUID erasure = scene.askForDocument(letter, true);
        scene.pass();
        scene.purge(letter);
        long late = scene.publish(collection, "late.md", "not ingested yet");
        scene.relayed();
        scene.pass();
        assertThat(scene.begin()).as("before ingestion has read it").isEqualTo(begin);

        scene.purged(letter, late - 1);
        scene.awaitStates(erasure, "ERASED", "documents-topic", "documents-and-chunks", "qdrant");

        assertThat(scene.begin()).isEqualTo(late);
        assertThat(scene.values(scene.topics.documents()))
                .singleElement()
                .asString()
                .contains("not ingested yet");
        assertThat(found(erasure, "documents-topic")).isEqualTo(2);
        assertThat(scene.store(erasure, "documents-topic").path("remaining").asInt())
                .isZero();
        assertThat(scene.store(erasure, "documents-topic").path("bounded_by").asString())
                .startsWith("cut off")
                .contains("segment.ms=86400000");
        assertThat(points()).isEqualTo(others);
        assertThat(status(other)).isEqualTo("INDEXED");
        assertThat(rows("chunks", other)).isEqualTo(2);
    }

    @Test
    void documentThatIsPublishedAgainWhileItIsErasedFailsTheErasureAndStays() throws Exception {
        Document letter = scene.indexed(collection, "adas-letter.md", "adas words");
        UUID erasure = scene.askForDocument(letter, false);
        scene.pass();
        Document again = scene.purged(letter).next(DIM, "adas words", "more words");
        scene.ingested(scene.publish(collection, again.source(), "adas words more words") + 1);
        scene.commit(again);
        scene.awaitIndexed(again);

        scene.pass();
        assertThat(scene.status(erasure)).isEqualTo("FAILED");
        assertThat(millrace.query("SELECT error FROM operations WHERE id = ?", erasure))
                .isEqualTo("The document was published again while it was erased, or its collection takes no changes:"
                        + " end either, and ask again.");
        assertThat(scene.operation(erasure)).doesNotContain("adas-letter");
        assertThat(status(again)).isEqualTo("INDEXED");
        assertThat(pointsOf(again)).hasSize(2);
        assertThat(rows("chunks", again)).isEqualTo(2);
    }

    @Test
    void collectionThatTakesNoChangesFailsTheErasureAndTheDocumentStays() throws Exception {
        Document letter = scene.indexed(collection, "adas-letter.md", "adas words");
        UUID erasure = scene.askForDocument(letter, false);
        scene.pass();
        // Ingestion refuses the event: it goes to the dead letters.
        long refused = scene.purge(letter);
        scene.ingested(refused + 1);

        scene.pass();
        assertThat(scene.status(erasure)).isEqualTo("FAILED");
        assertThat(millrace.query("SELECT error FROM operations WHERE id = ?", erasure))
                .contains("its collection takes no changes");
        assertThat(scene.operation(erasure)).doesNotContain("adas-letter");
        assertThat(status(letter)).isEqualTo("INDEXED");
        assertThat(pointsOf(letter)).hasSize(1);
    }

    @Test
    void whatIsPublishedUnderTheSourceAfterThePurgeStaysInEveryStore() throws Exception {
        String changes = scene.changes(collection);
        Document letter = scene.indexed(collection, "letter.md", "adas words", "words again");
        scene.set(ConfigResource.Type.TOPIC, changes, Map.of("cleanup.policy", "delete"));
        UUID erasure = scene.askForDocument(letter, false);
        scene.pass();
        Document gone = scene.purged(letter);
        scene.pass();
        // The relay is behind: what is erased and what is new are still in the outbox together.
        Document again = gone.next(DIM, "words again", "new words");
        long published = scene.publish(collection, again.source(), "words again new words");
        scene.ingested(published + 1);
        scene.commit(again);
        scene.awaitIndexed(again);

        scene.awaitStates(erasure, "EXPIRING", "chunk-topics");
        scene.set(ConfigResource.Type.TOPIC, changes, Map.of("cleanup.policy", "compact"));
        scene.awaitStates(erasure, "ERASED", "outbox", "qdrant", "chunk-topics", "postgres-files");
        scene.expire(scene.topics.documents(), published);
        scene.awaitSuccess(erasure);

        assertThat(millrace.query("SELECT string_agg(DISTINCT version::text, ' ') FROM outbox WHERE type = 'upsert'"
                        + " AND document_id = '" + letter.id() + "'"))
                .isEqualTo("3");
        byte[] key = NameBasedUuid.toBytes(again.chunk("words again").value());
        assertThat(scene.records(changes))
                .filteredOn(change -> Arrays.equals(change.key(), key))
                .as("no tombstone lies behind what is new, though it has the key of what was erased")
                .last()
                .extracting(ConsumerRecord::value)
                .isNotNull();
        assertThat(scene.values(changes))
                .noneMatch(value -> value.contains("adas words"))
                .anyMatch(value -> value.contains("words again"))
                .anyMatch(value -> value.contains("new words"));
        assertThat(pointsOf(again).values())
                .extracting(point -> point.getPayloadOrThrow("text_content").getStringValue())
                .containsExactlyInAnyOrder("words again", "new words");
        assertThat(status(again)).isEqualTo("INDEXED");
        assertThat(scene.values(scene.topics.documents()))
                .singleElement()
                .asString()
                .contains("words again new words");
    }

    private void deadLetterOfAChange(Document document) {
        String topic = scene.changes(collection);
        scene.ensure(TopicSpec.deadLetters(topic));
        RecordHeaders headers = new RecordHeaders();
        headers.add(RecordHeaderNames.OP, ErasureScene.bytes("upsert"));
        headers.add(
                RecordHeaderNames.DOCUMENT_ID, ErasureScene.bytes(document.id().toString()));
        headers.add(RecordHeaderNames.VERSION, ErasureScene.bytes("1"));
        millrace.send(new ProducerRecord<>(
                TopicNames.deadLetters(topic),
                0,
                new byte[16],
                ErasureScene.bytes("dead " + document.source()),
                headers));
    }

    private static long found(UUID erasure, String store) {
        return scene.store(erasure, store).path("found").asLong(-1);
    }

    private static String status(Document document) {
        return millrace.query(
                "SELECT status FROM documents WHERE id = ?", document.id().value());
    }

    private static long rows(String table, Document document) {
        return Long.parseLong(millrace.query(
                "SELECT count(*) FROM " + table + " WHERE document_id = ?",
                document.id().value()));
    }

    private static long upserts(Document document) {
        return Long.parseLong(millrace.query(
                "SELECT count(*) FROM outbox WHERE type = 'upsert' AND document_id = ?",
                document.id().value()));
    }

    private static boolean hasEmbedding(String text) {
        return millrace.query(
                        "SELECT count(*) FROM embeddings WHERE content_hash = ?",
                        ContentHash.ofText(text).bytes())
                .equals("1");
    }

    private Map<String, RetrievedPoint> points() {
        return Points.all(millrace.qdrant, collection.vectorStoreName().value());
    }

    private Map<String, RetrievedPoint> pointsOf(Document document) {
        Map<String, RetrievedPoint> points = points();
        points.values()
                .removeIf(point -> !point.getPayloadOrThrow("document_id")
                        .getStringValue()
                        .equals(document.id().toString()));
        return points;
    }
}
