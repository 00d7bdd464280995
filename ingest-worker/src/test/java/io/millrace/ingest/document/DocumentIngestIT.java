package io.millrace.ingest.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ingest.IngestFixture;
import io.millrace.local.stack.Stacks;
import io.millrace.schemas.changeevent.ChangeEventOp;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a document event does, on a real broker and a real database. */
class DocumentIngestIT {

    private static final AtomicInteger NAMES = new AtomicInteger();

    static IngestFixture ingest;
    private final String books = "books-" + NAMES.incrementAndGet();

    @BeforeAll
    static void start() throws SQLException {
        ingest = new IngestFixture(Stacks.shared());
        ingest.startWorker("millrace.documents.max-content-size=200KB");
    }

    @AfterAll
    static void stop() throws SQLException {
        ingest.close();
    }

    @Test
    void aDocumentItsChunksItsOutboxRecordsAndItsAuditRowAreCommittedTogether() {
        collection();
        publish("gait.md", "# Gait\n\nA humanoid walks.\n\n## Zero moment point\n\nWhere torque is zero.\n");
        assertThat(version("gait.md")).isEqualTo(1);
        assertThat(chunks("gait.md")).isEqualTo(2);
        assertThat(outbox("gait.md", ChangeEventOp.UPSERT)).isEqualTo(2);
        assertThat(outbox("gait.md", ChangeEventOp.DOCUMENT_COMMITTED)).isEqualTo(1);
        assertThat(ingest.database
                        .fetch(
                                "select type from outbox where document_id = (select id from documents where source = 'gait.md' and collection_id = (select id from collections where name = ?)) order by id",
                                books)
                        .getValues(0, String.class))
                .containsExactly("upsert", "upsert", "document-committed");
        assertThat(ingest.count(
                        "select count(*) from audit_logs where resource_id = (select id from documents where source = 'gait.md' and collection_id = (select id from collections where name = ?))",
                        books))
                .isEqualTo(1);
    }

    @Test
    void editingOneParagraphOfA200ChunkDocumentEmbedsAndSendsAtMostThreeChunks() {
        collection();
        List<String> paragraphs = new ArrayList<>(IntStream.range(0, 420)
                .mapToObj(i -> IntStream.range(0, 25)
                                .mapToObj(w -> "w" + (i * 31 + w * 7) % 997)
                                .collect(Collectors.joining(" "))
                        + ".")
                .toList());
        publish("long.md", String.join("\n\n", paragraphs));
        assertThat(chunks("long.md")).isGreaterThanOrEqualTo(200);

        double embedded = metric("embedded");
        int sent = outbox("long.md", ChangeEventOp.UPSERT);
        paragraphs.set(210, "An edited paragraph with other words in it.");
        publish("long.md", String.join("\n\n", paragraphs));
        assertThat(version("long.md")).isEqualTo(2);
        assertThat(metric("embedded") - embedded).isBetween(1.0, 3.0);
        assertThat(outbox("long.md", ChangeEventOp.UPSERT) - sent).isBetween(1, 3);

        double embeddedThen = metric("embedded");
        int rows = rows();
        publish("long.md", String.join("\n\n", paragraphs));
        assertThat(version("long.md")).isEqualTo(2);
        assertThat(metric("embedded")).isEqualTo(embeddedThen);
        assertThat(rows()).isEqualTo(rows);
    }

    @Test
    void movingASectionEmbedsNothing() {
        collection();
        publish("moved.md", "# A\n\nText of a.\n\n# B\n\nText of b.\n\n# C\n\nText of c.\n");
        double embedded = metric("embedded");
        int sent = outbox("moved.md", ChangeEventOp.UPSERT);
        publish("moved.md", "# C\n\nText of c.\n\n# A\n\nText of a.\n\n# B\n\nText of b.\n");
        assertThat(version("moved.md")).isEqualTo(2);
        assertThat(metric("embedded")).isEqualTo(embedded);
        assertThat(outbox("moved.md", ChangeEventOp.UPSERT)).isEqualTo(sent);
        assertThat(
                        ingest.count(
                                "select c.chunk_index from chunks c join documents d on d.id = c.document_id where d.source = 'moved.md' and c.text like '# C%'"))
                .isZero();
    }

    @Test
    void aChangedTitleResendsEveryChunkAndEmbedsNone() {
        collection();
        ingest.awaitConsumed(
                ingest.sendJson(books, "t.md", IngestFixture.json(books, "t.md", "# A\n\nText of titles.", "")));
        double embedded = metric("embedded");
        ingest.awaitConsumed(ingest.sendJson(
                books, "t.md", IngestFixture.json(books, "t.md", "# A\n\nText of titles.", "\"title\":\"New\"")));
        assertThat(outbox("t.md", ChangeEventOp.UPSERT)).isEqualTo(2);
        assertThat(metric("embedded")).isEqualTo(embedded);
        assertThat(
                        ingest.count(
                                "select c.version from chunks c join documents d on d.id = c.document_id where d.source = 't.md'"))
                .isEqualTo(2);
    }

    @Test
    void severalEventsForOneDocumentInOneBatchLeaveTheLast() {
        collection();
        for (int i = 1; i < 5; i++) {
            ingest.sendMarkdown(books, "hot.md", "Revision number " + i + ".");
        }
        ingest.awaitConsumed(ingest.sendMarkdown(books, "hot.md", "Revision number 5."));
        assertThat(content("hot.md")).isEqualTo("Revision number 5.");
        assertThat(chunks("hot.md")).isEqualTo(1);
        assertThat(version("hot.md")).isEqualTo(5);
    }

    @Test
    void anOlderSequenceIsIgnored() {
        collection();
        ingest.sendJson(books, "s.md", IngestFixture.json(books, "s.md", "Newest.", "\"sequence\":9"));
        ingest.awaitConsumed(
                ingest.sendJson(books, "s.md", IngestFixture.json(books, "s.md", "Older.", "\"sequence\":8")));
        assertThat(content("s.md")).isEqualTo("Newest.");
        assertThat(version("s.md")).isEqualTo(1);
    }

    @Test
    void aDeletionThatComesFirstKeepsOlderEventsOut() {
        collection();
        ingest.send(
                books,
                "d.md",
                ("{\"collection\":\"" + books + "\",\"source\":\"d.md\",\"sequence\":5,\"type\":\"x.deleted\"}")
                        .getBytes(StandardCharsets.UTF_8),
                Map.of());
        ingest.awaitConsumed(
                ingest.sendJson(books, "d.md", IngestFixture.json(books, "d.md", "Late.", "\"sequence\":4")));
        assertThat(
                        ingest.count(
                                "select count(*) from documents where source = 'd.md' and deleted_at is not null and version = 0"))
                .isEqualTo(1);
        assertThat(chunks("d.md")).isZero();
    }

    @Test
    void aDeletedDocumentKeepsItsVersionAndComesBackWithAHigherOne() {
        collection();
        publish("back.md", "Here today.");
        ingest.awaitConsumed(ingest.delete(books, "back.md"));
        assertThat(chunks("back.md")).isZero();
        assertThat(version("back.md")).isEqualTo(2);
        assertThat(outbox("back.md", ChangeEventOp.DELETE)).isEqualTo(1);
        assertThat(
                        ingest.count(
                                "select count(*) from documents where source = 'back.md' and chunk_count = 0 and status = 'DELETED'"))
                .isEqualTo(1);
        publish("back.md", "Here today.");
        assertThat(version("back.md")).isEqualTo(3);
        assertThat(chunks("back.md")).isEqualTo(1);
        assertThat(ingest.count("select count(*) from documents where source = 'back.md' and deleted_at is null"))
                .isEqualTo(1);
    }

    @Test
    void suppliedChunksAndVectorsAreTakenAsTheyAre() {
        ingest.createCollection(books, "hashing-1024", 2, 64);
        String event =
                "{\"collection\":\"%s\",\"source\":\"v\",\"chunks\":[{\"text\":\"Alpha\",\"vector\":[0.5,0.5],\"page_reference\":\"p. 3\"},{\"text\":\"Beta\",\"vector\":[%s,0]}]}";
        double embedded = metric("embedded");
        ingest.awaitConsumed(ingest.sendJson(books, "v", event.formatted(books, "1")));
        assertThat(chunks("v")).isEqualTo(2);
        ingest.awaitConsumed(ingest.sendJson(books, "v", event.formatted(books, "2")));
        assertThat(outbox("v", ChangeEventOp.UPSERT)).isEqualTo(3);
        assertThat(metric("embedded")).isEqualTo(embedded);
    }

    @Test
    void poisonIsDeadLetteredWithItsCodeAndTheGoodEventsAroundItAreApplied() {
        collection();
        Map<String, String> poison = Map.ofEntries(
                Map.entry("not an event", "document-event-undecodable"),
                Map.entry("{\"collection\":", "document-event-undecodable"),
                Map.entry("\0\0\0\0\7abc", "schema-registry-not-configured"),
                Map.entry(event("no-such-collection", "x", "\"content\":\"a\""), "unknown-collection"),
                Map.entry(event(books, " ", "\"content\":\"a\""), "empty-source"),
                Map.entry(event(books, "x", "\"title\":\"a\""), "missing-content"),
                Map.entry(
                        event(books, "x", "\"content\":\"a\",\"data_ref\":\"file:///etc/passwd\""),
                        "ambiguous-content"),
                Map.entry(event(books, "x", "\"data_ref\":\"file:///etc/passwd\""), "data-ref-refused"),
                Map.entry(event(books, "x.pdf", "\"content\":\"a\""), "unsupported-mime-type"),
                Map.entry(event(books, "x", "\"content\":\"" + "a ".repeat(150_000) + "\""), "content-too-large"),
                Map.entry(event(books, "x", "\"chunks\":[{\"text\":\"a\",\"vector\":[1,2]}]"), "invalid-vector"),
                Map.entry(event(books, "x", "\"content\":\"\\ud800\""), "invalid-utf-8"),
                Map.entry(event(books, "x", "\"content_bytes\":\"/w==\""), "invalid-utf-8"));
        int before = ingest.deadLetters().size();
        int i = 0;
        for (String value : poison.keySet()) {
            ingest.sendMarkdown(books, "good-" + i++ + ".md", "Good text.");
            ingest.send(books, "x", value.getBytes(StandardCharsets.ISO_8859_1), Map.of("mine", "kept"));
        }
        ingest.awaitConsumed(ingest.sendMarkdown(books, "good-" + i++ + ".md", "Good text."));

        assertThat(ingest.count(
                        "select count(*) from documents where source like 'good-%' and collection_id = (select id from collections where name = ?)",
                        books))
                .isEqualTo(i);
        List<ConsumerRecord<byte[], byte[]>> letters = ingest.deadLetters();
        assertThat(letters).hasSize(before + poison.size());
        letters.subList(before, letters.size()).forEach(letter -> {
            String value = new String(letter.value(), StandardCharsets.ISO_8859_1);
            assertThat(IngestFixture.header(letter, "millrace-error-code")).isEqualTo(poison.get(value));
            assertThat(IngestFixture.header(letter, "mine")).isEqualTo("kept");
            assertThat(IngestFixture.header(letter, "kafka_dlt-original-topic")).isEqualTo(ingest.topics.documents());
            assertThat(IngestFixture.header(letter, "kafka_dlt-exception-message"))
                    .endsWith(".");
        });
    }

    @Test
    void replayingTheTopicFiveTimesLeavesTheNewestStateAndSendsNothing() {
        collection();
        publish("r.md", "First.");
        publish("r.md", "Second.");
        publish("gone.md", "Gone.");
        ingest.awaitConsumed(ingest.delete(books, "gone.md"));
        RecordMetadata last = ingest.sendMarkdown(books, "r.md", "First.");
        ingest.awaitConsumed(last);
        int rows = rows();
        for (int i = 0; i < 5; i++) {
            ingest.stopWorker();
            ingest.rewind();
            ingest.startWorker("millrace.documents.max-content-size=200KB");
            ingest.awaitConsumed(last);
        }
        assertThat(rows()).isEqualTo(rows);
        assertThat(content("r.md")).isEqualTo("First.");
        assertThat(version("r.md")).isEqualTo(3);
        assertThat(chunks("gone.md")).isZero();
    }

    @Test
    void whatTheDatabaseRefusesLeavesNothingBehindAndIsDeadLettered() {
        collection();
        ingest.database.execute(
                "alter table millrace.audit_logs add constraint refuse check (event_id <> 'refuse-me')");
        try {
            int before = ingest.deadLetters().size();
            int rows = rows();
            ingest.sendMarkdown(books, "before.md", "Good.");
            ingest.sendJson(books, "bad.md", event(books, "bad.md", "\"content\":\"Bad.\",\"event_id\":\"refuse-me\""));
            ingest.awaitConsumed(ingest.sendMarkdown(books, "after.md", "Good too."));
            assertThat(ingest.count("select count(*) from documents where source = 'bad.md'"))
                    .isZero();
            assertThat(rows()).isEqualTo(rows + 4);
            List<ConsumerRecord<byte[], byte[]>> letters = ingest.deadLetters();
            assertThat(letters).hasSize(before + 1);
            assertThat(IngestFixture.header(letters.getLast(), "millrace-error-code"))
                    .isEqualTo("rejected-by-database");
        } finally {
            ingest.database.execute("alter table millrace.audit_logs drop constraint refuse");
        }
    }

    @Test
    void anEventMeansTheCollectionThatHasItsNameNow() {
        collection();
        publish("before.md", "# Before\n");
        ingest.database.execute("update collections set status = 'DELETED', deleted_at = now() where name = ?", books);
        collection();
        publish("after.md", "# After\n");
        assertThat(ingest.count(
                        "select count(*) from documents d join collections c on c.id = d.collection_id where d.source = 'after.md' and c.name = ? and c.deleted_at is null",
                        books))
                .isEqualTo(1);
    }

    private void collection() {
        ingest.createCollection(books, "hashing-384", 384, 64);
    }

    private void publish(String source, String content) {
        ingest.awaitConsumed(ingest.sendMarkdown(books, source, content));
    }

    private static String event(String collection, String source, String more) {
        return "{\"collection\":\"" + collection + "\",\"source\":\"" + source + "\"," + more + "}";
    }

    private int version(String source) {
        return ingest.count(
                "select version from documents where source = ? and collection_id = (select id from collections where name = ?)",
                source,
                books);
    }

    private String content(String source) {
        return ingest.database
                .fetchSingle(
                        "select content from documents where source = ? and collection_id = (select id from collections where name = ?)",
                        source,
                        books)
                .get(0, String.class);
    }

    private int chunks(String source) {
        return ingest.count(
                "select count(*) from chunks c join documents d on d.id = c.document_id join collections b on b.id = d.collection_id where d.source = ? and b.name = ?",
                source,
                books);
    }

    private int outbox(String source, ChangeEventOp op) {
        return ingest.count(
                "select count(*) from outbox o join documents d on d.id = o.document_id join collections b on b.id = d.collection_id where d.source = ? and b.name = ? and o.type = ?",
                source,
                books,
                op.wireName());
    }

    private static int rows() {
        return ingest.count("select count(*) from outbox");
    }

    private static double metric(String action) {
        return ingest.metric("millrace.ingest.chunks", "action", action);
    }
}
