package io.millrace.ingest.publish;

import io.millrace.schemas.avro.DocumentEvent;
import io.millrace.schemas.topic.TopicNames;
import io.millrace.schemas.transport.UntrustedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Sends document events and counts those that are acknowledged. Its own memory is bounded: sending waits. */
final class DocumentEventSender implements AutoCloseable {

    private static final int MAX_REQUEST = 16 * 1024 * 1024;
    private static final int MAX_IN_FLIGHT = 1000;

    private final BinaryMessageEncoder<DocumentEvent> encoder = DocumentEvent.getEncoder();
    private final Semaphore room = new Semaphore(MAX_IN_FLIGHT);
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private final Producer<byte[], byte[]> producer;
    private final String topic;
    private final String collection;
    private final Clock clock;

    DocumentEventSender(Map<String, Object> kafka, TopicNames topics, String collection, Clock clock) {
        Map<String, Object> config = new HashMap<>(kafka);
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        config.put(ProducerConfig.LINGER_MS_CONFIG, 20);
        config.put(ProducerConfig.SEND_BUFFER_CONFIG, -1);
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST);
        config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 2L * MAX_REQUEST);
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 20_000);
        config.put(ProducerConfig.CLIENT_ID_CONFIG, "millrace-publish");
        this.producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
        this.topic = topics.documents();
        this.collection = collection;
        this.clock = clock;
    }

    /** @throws PublishFailedException if this or an earlier event could not be sent */
    void upsert(FileDocument document) {
        DocumentEvent.Builder event = event(document.source(), "io.millrace.document.upserted")
                .setTitle(document.title())
                .setMimeType(document.mimeType())
                .setContent(document.content())
                .setFileName(document.fileName())
                .setFilePath(document.filePath())
                .setFileSize(document.size())
                .setMetadata(Map.of(PublishedPath.METADATA_KEY, document.from().mark()));
        send(document.source(), event.build());
    }

    /** @throws PublishFailedException if this or an earlier event could not be sent */
    void delete(String source) {
        send(source, event(source, "io.millrace.document.deleted").build());
    }

    /** Waits until each event is acknowledged or has failed. */
    void flush() {
        producer.flush();
        checkFailure();
    }

    int acknowledged() {
        return acknowledged.get();
    }

    @Override
    public void close() {
        producer.close();
    }

    private DocumentEvent.Builder event(String source, String type) {
        return DocumentEvent.newBuilder()
                .setEventId(UUID.randomUUID().toString())
                .setType(type)
                .setCollection(collection)
                .setSource(source)
                .setMetadata(Map.of())
                .setOccurredAt(clock.instant())
                .setActor(System.getProperty("user.name"));
    }

    private void send(String source, DocumentEvent event) {
        checkFailure();
        byte[] key = (collection + "/" + source).getBytes(StandardCharsets.UTF_8);
        try {
            ByteBuffer value = encoder.encode(event);
            byte[] bytes = new byte[value.remaining()];
            value.get(bytes);
            room.acquire();
            var _ = producer.send(new ProducerRecord<>(topic, key, bytes), (metadata, e) -> {
                room.release();
                if (e == null) {
                    acknowledged.incrementAndGet();
                } else {
                    failure.compareAndSet(null, e);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("the event of " + source + " cannot be encoded", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PublishFailedException("Interrupted.", e);
        } catch (KafkaException e) {
            throw failed(e);
        }
    }

    private void checkFailure() {
        Exception e = failure.get();
        if (e != null) {
            throw failed(e);
        }
    }

    private PublishFailedException failed(Exception e) {
        return new PublishFailedException(
                UntrustedServer.kafka(e)
                        .orElse(
                                "Kafka did not take an event for " + topic + ": " + e.getMessage()
                                        + " Check MILLRACE_KAFKA_BOOTSTRAP_SERVERS, and that './millrace migrate' has created the topic."),
                e);
    }
}
