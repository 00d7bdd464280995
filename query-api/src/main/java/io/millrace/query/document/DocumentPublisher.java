package io.millrace.query.document;

import io.millrace.query.access.Caller;
import io.millrace.query.broker.BrokerProperties;
import io.millrace.query.collection.CollectionRow;
import io.millrace.query.problem.ProblemCode;
import io.millrace.query.problem.ProblemException;
import io.millrace.schemas.avro.DocumentEvent;
import io.millrace.schemas.topic.TopicNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Sends changes as document events. When it returns, all in-sync replicas have the event; when it throws, the event may
 * have been sent nevertheless, and sending it again is harmless. Thread-safe.
 */
@Component
class DocumentPublisher {

    private static final String UPSERTED = "io.millrace.document.upserted";
    private static final String DELETED = "io.millrace.document.deleted";
    private static final String PURGED = "io.millrace.document.purged";
    private static final String RESTORED = "io.millrace.document.restored";
    private static final String DESCRIBED = "io.millrace.document.described";

    private final Producer<byte[], byte[]> producer;
    private final BrokerProperties properties;
    private final TopicNames names;
    private final Clock clock;

    DocumentPublisher(Producer<byte[], byte[]> producer, BrokerProperties properties, TopicNames names, Clock clock) {
        this.producer = producer;
        this.properties = properties;
        this.names = names;
        this.clock = clock;
    }

    void upsert(Caller caller, CollectionRow collection, String source, String eventId, DocumentRequest request) {
        DocumentEvent.Builder event = event(caller, collection, source, eventId, UPSERTED, request.occurredAt())
                .setTitle(request.title())
                .setMimeType(request.mimeType())
                .setContent(request.content())
                .setMetadata(Objects.requireNonNullElse(request.metadata(), Map.of()))
                .setSequence(request.sequence())
                .setFileName(request.fileName())
                .setFilePath(request.filePath())
                .setFileSize(request.fileSize());
        send(collection, event.build());
    }

    /** Title and metadata as they are to be; the content stays, and nothing is embedded. */
    void describe(
            Caller caller,
            CollectionRow collection,
            String source,
            String eventId,
            @Nullable String title,
            Map<String, String> metadata,
            DocumentDescription request) {
        DocumentEvent.Builder event = event(caller, collection, source, eventId, DESCRIBED, request.occurredAt())
                .setTitle(title)
                .setMetadata(metadata)
                .setSequence(request.sequence());
        send(collection, event.build());
    }

    void delete(Caller caller, CollectionRow collection, String source, String eventId) {
        send(
                collection,
                event(caller, collection, source, eventId, DELETED, null).build());
    }

    void purge(Caller caller, CollectionRow collection, String source, String eventId) {
        send(
                collection,
                event(caller, collection, source, eventId, PURGED, null).build());
    }

    void restore(Caller caller, CollectionRow collection, String source, String eventId) {
        send(
                collection,
                event(caller, collection, source, eventId, RESTORED, null).build());
    }

    private DocumentEvent.Builder event(
            Caller caller,
            CollectionRow collection,
            String source,
            String eventId,
            String type,
            @Nullable Instant occurredAt) {
        return DocumentEvent.newBuilder()
                .setEventId(eventId)
                .setType(type)
                .setCollection(collection.name())
                .setSource(source)
                .setActor(caller.subject())
                .setOccurredAt(Objects.requireNonNullElseGet(occurredAt, () -> Instant.now(clock))
                        .truncatedTo(ChronoUnit.MICROS));
    }

    private void send(CollectionRow collection, DocumentEvent event) {
        byte[] key = (collection.name() + "/" + event.getSource()).getBytes(StandardCharsets.UTF_8);
        try {
            producer.send(new ProducerRecord<>(names.documents(), key, encode(event)))
                    .get(properties.sendTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RecordTooLargeException) {
                throw new ProblemException(
                        ProblemCode.REQUEST_TOO_LARGE, "the document is larger than one event may be: split it.", e);
            }
            throw unavailable(e);
        } catch (TimeoutException | KafkaException e) {
            throw unavailable(e);
        }
    }

    private static ProblemException unavailable(Exception e) {
        return new ProblemException(
                ProblemCode.KAFKA_UNAVAILABLE,
                "Kafka did not confirm the change, which may or may not have been sent: send it again.",
                e);
    }

    private static byte[] encode(DocumentEvent event) {
        try {
            ByteBuffer encoded = DocumentEvent.getEncoder().encode(event);
            byte[] value = new byte[encoded.remaining()];
            encoded.get(value);
            return value;
        } catch (IOException e) {
            throw new UncheckedIOException("a document event could not be encoded", e);
        }
    }
}
