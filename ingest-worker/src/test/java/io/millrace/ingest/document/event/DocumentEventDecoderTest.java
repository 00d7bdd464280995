package io.millrace.ingest.document.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.schemas.avro.DocumentEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DocumentEventDecoderTest {

    private final DocumentEventDecoder decoder = new DocumentEventDecoder(SchemaRegistry.notConfigured());

    @Test
    void singleObjectAvroComesBackAsItWasSent() throws IOException {
        DocumentEvent event = event("Grüße");
        assertThat(decode(singleObject(event)).event()).isEqualTo(event);
    }

    @Test
    void aConfluentFrameIsReadWithTheSchemaOfTheRegistry() throws IOException {
        DocumentEvent event = event("framed");
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(ByteBuffer.allocate(5).put((byte) 0).putInt(42).array());
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(frame, null);
        new SpecificDatumWriter<>(DocumentEvent.class).write(event, encoder);
        DocumentEventDecoder withRegistry = new DocumentEventDecoder(id -> {
            assertThat(id).isEqualTo(42);
            return DocumentEvent.getClassSchema();
        });
        assertThat(withRegistry.decode(record("b/s", frame.toByteArray())).event())
                .isEqualTo(event);
        assertRefused(frame.toByteArray(), RefusalCode.SCHEMA_REGISTRY_NOT_CONFIGURED);
    }

    @Test
    void cloudEventsHeadersPrevailOverTheValue() {
        ConsumerRecord<byte[], byte[]> record = record(
                "b/s", "{\"collection\":\"b\",\"source\":\"s\",\"content\":\"c\"}".getBytes(StandardCharsets.UTF_8));
        Map.of(
                        "ce_id", "id-1",
                        "ce_type", "io.millrace.document.deleted",
                        "ce_time", "2026-01-31T12:00:00Z",
                        "sequence", "7",
                        "traceparent", "00-a-b-01")
                .forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        DocumentEventDecoder.Decoded decoded = decoder.decode(record);
        assertThat(decoded.event().getEventId()).isEqualTo("id-1");
        assertThat(EventKind.of(decoded.event().getType())).isEqualTo(EventKind.DELETE);
        assertThat(decoded.event().getOccurredAt()).isEqualTo(Instant.parse("2026-01-31T12:00:00Z"));
        assertThat(decoded.event().getSequence()).isEqualTo(7);
        assertThat(decoded.traceparent()).isEqualTo("00-a-b-01");
    }

    @Test
    void aNullValueDeletesWhatTheKeyNames() {
        DocumentEvent event = decoder.decode(record("books/a/b.md", null)).event();
        assertThat(EventKind.of(event.getType())).isEqualTo(EventKind.DELETE);
        assertThat(event.getCollection()).isEqualTo("books");
        assertThat(event.getSource()).isEqualTo("a/b.md");
        assertThatExceptionOfType(RefusedEventException.class).isThrownBy(() -> decoder.decode(record("books", null)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "[]|UNDECODABLE",
                "{\"collection\":\"b\"}|INVALID_FIELD",
                "{\"collection\":1,\"source\":\"s\"}|INVALID_FIELD",
                "{\"collection\":\"b\",\"source\":\"s\",\"sequence\":1.5}|INVALID_FIELD",
                "{\"collection\":\"b\",\"source\":\"s\",\"occurred_at\":\"today\"}|INVALID_FIELD",
                "{\"collection\":\"b\",\"source\":\"s\",\"metadata\":{\"a\":[]}}|INVALID_FIELD",
                "{\"collection\":\"b\",\"source\":\"s\",\"chunks\":[{\"text\":\"t\",\"vector\":[\"1\"]}]}|INVALID_VECTOR",
                "{\"collection\":\"b\",\"collection\":\"c\",\"source\":\"s\"}|UNDECODABLE",
                "{\"collection\":\"b\",\"source\":\"s\"} {}|UNDECODABLE"
            })
    void jsonThatIsWrongIsRefused(String json, RefusalCode code) {
        ConsumerRecord<byte[], byte[]> record = record("b/s", json.getBytes(StandardCharsets.UTF_8));
        record.headers().add("content-type", "application/json".getBytes(StandardCharsets.UTF_8));
        assertThatExceptionOfType(RefusedEventException.class)
                .isThrownBy(() -> decoder.decode(record))
                .satisfies(e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void avroWithInvalidUtf8IsRefusedAndWithAReplacementCharacterOfItsOwnIsNot() throws IOException {
        byte[] good = singleObject(event("a\uFFFDb"));
        assertThat(decode(good).event().getContent()).isEqualTo("a\uFFFDb");
        byte[] bad = singleObject(event("a~~~b"));
        for (int i = 0; i < bad.length; i++) {
            if (bad[i] == '~') {
                bad[i] = (byte) 0xFF;
            }
        }
        assertRefused(bad, RefusalCode.INVALID_UTF8);
    }

    @Test
    void truncatedAndGarbledAvroIsRefused() throws IOException {
        byte[] whole = singleObject(event("content"));
        for (int length = 2; length < whole.length; length++) {
            assertRefused(java.util.Arrays.copyOf(whole, length), RefusalCode.UNDECODABLE);
        }
        byte[] unknownSchema = whole.clone();
        unknownSchema[3] ^= 1;
        assertRefused(unknownSchema, RefusalCode.UNDECODABLE);
    }

    private void assertRefused(byte[] value, RefusalCode code) {
        assertThatExceptionOfType(RefusedEventException.class)
                .isThrownBy(() -> decode(value))
                .satisfies(e -> assertThat(e.code()).isEqualTo(code));
    }

    private DocumentEventDecoder.Decoded decode(byte[] value) {
        return decoder.decode(record("b/s", value));
    }

    private static ConsumerRecord<byte[], byte[]> record(String key, byte @Nullable [] value) {
        return new ConsumerRecord<>("documents", 0, 3, key.getBytes(StandardCharsets.UTF_8), value);
    }

    private static byte[] singleObject(DocumentEvent event) throws IOException {
        ByteBuffer buffer = DocumentEvent.getEncoder().encode(event);
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private static DocumentEvent event(String content) {
        return DocumentEvent.newBuilder()
                .setEventId("e")
                .setCollection("b")
                .setSource("s")
                .setContent(content)
                .setMetadata(Map.of("k", "v"))
                .setOccurredAt(Instant.parse("2026-01-31T12:00:00Z"))
                .build();
    }
}
