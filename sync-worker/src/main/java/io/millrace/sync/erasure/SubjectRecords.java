package io.millrace.sync.erasure;

import io.millrace.schemas.avro.DocumentEvent;
import io.millrace.schemas.changeevent.AvroMessages;
import io.millrace.schemas.changeevent.ChangeEventOp;
import io.millrace.schemas.topic.RecordHeaderNames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tells a subject's records from others': by the key, {@code <collection name or id>/<source>}, and where that says nothing by
 * the collection and source that the value names. A name counts only for as long as it was this collection's.
 */
final class SubjectRecords {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String ORIGINAL_TIMESTAMP = "kafka_dlt-original-timestamp";

    private static final BinaryMessageDecoder<DocumentEvent> AVRO =
            AvroMessages.decoder(new DocumentEvent().getSpecificData(), DocumentEvent.getClassSchema());

    private final Subject subject;
    private final Map<String, Instant> takenOver;

    /** @param takenOver since when another collection has had a name */
    SubjectRecords(Subject subject, Map<String, Instant> takenOver) {
        this.subject = subject;
        this.takenOver = Map.copyOf(takenOver);
    }

    /** Whether a record of the topic of documents, or a dead letter of one, is of the subject. */
    boolean contains(ConsumerRecord<byte[], byte[]> record) {
        Instant sent = sentAt(record);
        byte @Nullable [] key = record.key();
        String text = key == null ? "" : new String(key, StandardCharsets.UTF_8);
        for (ErasedCollection collection : subject.collections()) {
            String byId = collection.id() + "/";
            String byName = collection.name() + "/";
            if ((text.startsWith(byId) && isSource(text.substring(byId.length())))
                    || (isNamed(collection, sent)
                            && text.startsWith(byName)
                            && isSource(text.substring(byName.length())))) {
                return true;
            }
        }
        byte @Nullable [] value = record.value();
        return value != null && named(value).filter(n -> isOf(n, sent)).isPresent();
    }

    /**
     * Whether a change event, or a dead letter of one, holds what the subject's document said up to a version: what is published
     * after it was purged has a higher one.
     */
    boolean containsChange(ConsumerRecord<byte[], byte[]> record, long version) {
        return switch (subject) {
            case Subject.Person person -> true;
            case Subject.OneDocument one ->
                one.document().toString().equals(header(record, RecordHeaderNames.DOCUMENT_ID))
                        && !ChangeEventOp.DOCUMENT_COMMITTED.wireName().equals(header(record, RecordHeaderNames.OP))
                        && version(record) <= version;
        };
    }

    /** Below all others where none is told, as in a dead letter that was no change event. */
    private static long version(ConsumerRecord<byte[], byte[]> record) {
        String version = header(record, RecordHeaderNames.VERSION);
        return version != null && version.matches("[0-9]{1,18}") ? Long.parseLong(version) : Long.MIN_VALUE;
    }

    private boolean isSource(String source) {
        return switch (subject) {
            case Subject.Person person -> true;
            case Subject.OneDocument one -> one.source().equals(source);
        };
    }

    private boolean isNamed(ErasedCollection collection, Instant sent) {
        Instant until = takenOver.get(collection.name());
        return !sent.isBefore(collection.since()) && (until == null || sent.isBefore(until));
    }

    private record Named(String collection, String source) {}

    private boolean isOf(Named named, Instant sent) {
        List<ErasedCollection> collections = subject.collections();
        return isSource(named.source())
                && collections.stream()
                        .anyMatch(c -> named.collection().equals(c.id().toString())
                                || (named.collection().equals(c.name()) && isNamed(c, sent)));
    }

    private static Optional<Named> named(byte[] value) {
        try {
            if (value.length > 0 && value[0] == '{') {
                JsonNode event = JSON.readTree(value);
                return Optional.of(new Named(
                        event.path("collection").asString(""),
                        event.path("source").asString("")));
            }
            if (value.length > 1 && value[0] == (byte) 0xC3 && value[1] == 1) {
                DocumentEvent event = AVRO.decode(value);
                return Optional.of(new Named(event.getCollection(), event.getSource()));
            }
        } catch (JacksonException | IOException | AvroRuntimeException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    private static Instant sentAt(ConsumerRecord<byte[], byte[]> record) {
        Header original = record.headers().lastHeader(ORIGINAL_TIMESTAMP);
        return Instant.ofEpochMilli(
                original != null && original.value().length == Long.BYTES
                        ? ByteBuffer.wrap(original.value()).getLong()
                        : record.timestamp());
    }

    private static @Nullable String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }
}
