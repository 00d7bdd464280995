package io.millrace.sync.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.avro.DocumentEvent;
import io.millrace.schemas.id.CollectionId;
import io.millrace.schemas.id.DocumentId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class SubjectRecordsTest {

    private static final Instant MADE = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant LATER = MADE.plusSeconds(1000);
    private static final CollectionId ID = CollectionId.random();
    private static final ErasedCollection NOTES = new ErasedCollection(ID, "notes", MADE);
    private static final Subject USER = new Subject.Person(UUID.randomUUID(), List.of(NOTES), false);
    private static final Subject LETTER = new Subject.OneDocument(DocumentId.of(ID, "letter"), "letter", NOTES, false);

    @Test
    void eventsOfACollectionAreKnownByKeyHoweverTheirValueIs() {
        SubjectRecords records = new SubjectRecords(USER, Map.of());
        assertThat(records.contains(event("notes/a", "not json", LATER))).isTrue();
        assertThat(records.contains(event(ID + "/a", (String) null, LATER))).isTrue();
        assertThat(records.contains(event("notes-of-bob/a", "not json", LATER))).isFalse();
        assertThat(records.contains(event("other/notes/a", "{", LATER))).isFalse();
    }

    @Test
    void eventsOfACollectionAreKnownByWhatTheirValueNames() throws IOException {
        SubjectRecords records = new SubjectRecords(USER, Map.of());
        assertThat(records.contains(event("x", "{\"collection\": \"notes\", \"source\": \"a\"}", LATER)))
                .isTrue();
        assertThat(records.contains(event("x", "{\"collection\": \"others\", \"content\": \"notes\"}", LATER)))
                .isFalse();
        DocumentEvent avro = DocumentEvent.newBuilder()
                .setEventId("e")
                .setCollection(ID.toString())
                .setSource("a")
                .build();
        ByteBuffer encoded = DocumentEvent.getEncoder().encode(avro);
        byte[] value = new byte[encoded.remaining()];
        encoded.get(value);
        assertThat(records.contains(event("x", value, LATER))).isTrue();
    }

    @Test
    void whoeverTakesTheNameAfterwardsLosesNothing() {
        SubjectRecords records = new SubjectRecords(USER, Map.of("notes", LATER));
        assertThat(records.contains(event("notes/a", "{", LATER.minusSeconds(1))))
                .isTrue();
        assertThat(records.contains(event("notes/a", "{", LATER))).isFalse();
        assertThat(records.contains(event(ID + "/a", "{", LATER))).isTrue();
        assertThat(records.contains(event("notes/a", "{", MADE.minusSeconds(1))))
                .isFalse();
    }

    @Test
    void deadLetterIsJudgedByWhenItsEventWasSent() {
        SubjectRecords records = new SubjectRecords(USER, Map.of("notes", LATER));
        ConsumerRecord<byte[], byte[]> letter = event("notes/a", "{", LATER.plusSeconds(60));
        letter.headers()
                .add(
                        "kafka_dlt-original-timestamp",
                        ByteBuffer.allocate(8)
                                .putLong(LATER.minusSeconds(60).toEpochMilli())
                                .array());
        assertThat(records.contains(letter)).isTrue();
    }

    @Test
    void oneDocumentIsNotAnotherOfItsCollection() {
        SubjectRecords records = new SubjectRecords(LETTER, Map.of());
        assertThat(records.contains(event("notes/letter", "{", LATER))).isTrue();
        assertThat(records.contains(event("notes/letter-2", "{", LATER))).isFalse();
        assertThat(records.contains(event("x", "{\"collection\": \"notes\", \"source\": \"letter\"}", LATER)))
                .isTrue();
        assertThat(records.contains(event("x", "{\"collection\": \"notes\", \"source\": \"other\"}", LATER)))
                .isFalse();
    }

    @Test
    void changeIsTheDocumentsUpToTheVersionThatWasPurgedAndACommitHoldsNothing() {
        SubjectRecords records = new SubjectRecords(LETTER, Map.of());
        String letter = DocumentId.of(ID, "letter").toString();
        assertThat(records.containsChange(change(letter, "upsert", "2"), 2)).isTrue();
        assertThat(records.containsChange(change(letter, "upsert", "3"), 2)).isFalse();
        assertThat(records.containsChange(change(letter, "upsert", "nonsense"), 2))
                .isTrue();
        assertThat(records.containsChange(change(letter, "document-committed", "2"), 2))
                .isFalse();
        assertThat(records.containsChange(change(DocumentId.of(ID, "other").toString(), "upsert", "1"), 2))
                .isFalse();
    }

    private static ConsumerRecord<byte[], byte[]> change(String document, String op, String version) {
        ConsumerRecord<byte[], byte[]> record = event("key", "value", LATER);
        record.headers()
                .add("millrace-document-id", document.getBytes(StandardCharsets.UTF_8))
                .add("millrace-op", op.getBytes(StandardCharsets.UTF_8))
                .add("millrace-version", version.getBytes(StandardCharsets.UTF_8));
        return record;
    }

    private static ConsumerRecord<byte[], byte[]> event(String key, String value, Instant sent) {
        return event(key, value == null ? null : value.getBytes(StandardCharsets.UTF_8), sent);
    }

    private static ConsumerRecord<byte[], byte[]> event(String key, byte[] value, Instant sent) {
        return new ConsumerRecord<>(
                "documents",
                0,
                0,
                sent.toEpochMilli(),
                TimestampType.CREATE_TIME,
                -1,
                -1,
                key.getBytes(StandardCharsets.UTF_8),
                value,
                new RecordHeaders(),
                Optional.empty());
    }
}
