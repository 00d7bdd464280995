package io.millrace.ingest.document.event;

import io.millrace.schemas.avro.DocumentEvent;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Reads a record's bytes, whatever form they are in, and lets the CloudEvents headers prevail over what the value says.
 * Thread-safe.
 */
public final class DocumentEventDecoder {

    static final String UPSERTED = "io.millrace.document.upserted";
    static final String DELETED = "io.millrace.document.deleted";

    private final AvroDocumentEvents avro;
    private final JsonDocumentEvents json = new JsonDocumentEvents();

    public DocumentEventDecoder(SchemaRegistry registry) {
        this.avro = new AvroDocumentEvents(registry);
    }

    /** An event, and the trace that it belongs to. */
    public record Decoded(DocumentEvent event, @Nullable String traceparent) {}

    /**
     * @throws RefusedEventException if the record is no document event
     * @throws io.millrace.ingest.dependency.DependencyUnavailableException if its schema cannot be fetched now
     */
    public Decoded decode(ConsumerRecord<byte[], byte[]> record) {
        RecordHeaders headers = RecordHeaders.of(record.headers());
        String defaultId = record.topic() + "-" + record.partition() + "-" + record.offset();
        byte @Nullable [] value = record.value();
        DocumentEvent event = value == null ? deletion(record.key(), defaultId) : decode(value, headers, defaultId);
        headers.eventId().ifPresent(id -> event.put("event_id", id));
        headers.type().filter(type -> value != null).ifPresent(type -> event.put("type", type));
        headers.time().ifPresent(time -> event.put("occurred_at", time));
        headers.sequence().ifPresent(sequence -> event.put("sequence", sequence));
        return new Decoded(event, headers.traceparent().orElse(null));
    }

    private DocumentEvent decode(byte[] value, RecordHeaders headers, String defaultId) {
        if (AvroDocumentEvents.isSingleObject(value)) {
            return avro.decodeSingleObject(value);
        }
        if (isJson(headers.contentType()) || JsonDocumentEvents.looksLikeJson(value)) {
            return json.decode(value, defaultId);
        }
        if (AvroDocumentEvents.isConfluentFrame(value)) {
            return avro.decodeConfluentFrame(value);
        }
        throw new RefusedEventException(
                RefusalCode.UNDECODABLE,
                "The value is neither JSON, nor Avro in single-object encoding, nor Avro in Confluent's frame.");
    }

    private static boolean isJson(Optional<String> contentType) {
        return contentType
                .map(type -> type.toLowerCase(Locale.ROOT))
                .filter(type -> type.startsWith("application/json") || type.contains("+json"))
                .isPresent();
    }

    /** A null value deletes the document that the key names: {@code <collection>/<source>}. */
    private static DocumentEvent deletion(byte @Nullable [] key, String eventId) {
        String name = key == null ? "" : Utf8.decode(key, "key");
        int slash = name.indexOf('/');
        if (slash <= 0) {
            throw new RefusedEventException(
                    RefusalCode.UNDECODABLE,
                    "The value is null, and the key does not name a document to delete as <collection>/<source>.");
        }
        return DocumentEvent.newBuilder()
                .setEventId(eventId)
                .setType(DELETED)
                .setCollection(name.substring(0, slash))
                .setSource(name.substring(slash + 1))
                .setMetadata(Map.of())
                .build();
    }
}
