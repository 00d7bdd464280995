package io.millrace.ingest.relay;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.schemas.topic.RecordHeaderNames;
import io.millrace.schemas.topic.TopicNames;
import io.millrace.schemas.topic.TopicProvisioner;
import io.millrace.schemas.topic.TopicSpec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where an outbox row goes that no topic takes, so that it does not block the rows after it: to {@code <topic>-dlt} with its
 * key, its headers and its value. A value that even that topic refuses stays in the outbox only, where header
 * {@code millrace-event-id} finds it for as long as the outbox is retained.
 */
final class RelayDeadLetters {

    static final String TOO_LARGE = "relay-record-too-large";
    static final String ILLEGAL_TOPIC = "relay-topic-illegal";

    private static final Logger log = LoggerFactory.getLogger(RelayDeadLetters.class);

    private final Producer<byte[], byte[]> producer;
    private final TopicProvisioner provisioner;
    private final TopicNames topics;
    private final MeterRegistry meters;

    RelayDeadLetters(
            Producer<byte[], byte[]> producer, TopicProvisioner provisioner, TopicNames topics, MeterRegistry meters) {
        this.producer = producer;
        this.provisioner = provisioner;
        this.topics = topics;
        this.meters = meters;
    }

    /**
     * Returns once the dead letter is durable.
     *
     * @throws RelayException if Kafka takes no dead letter either
     */
    void send(ProducerRecord<byte[], byte[]> refused, Throwable cause) throws InterruptedException {
        // A name that is illegal for a topic is so for its dead letters'.
        boolean illegal = cause instanceof InvalidTopicException;
        TopicSpec topic = TopicSpec.deadLetters(illegal ? topics.relay() : refused.topic());
        String code = illegal ? ILLEGAL_TOPIC : TOO_LARGE;
        try {
            provisioner.ensure(List.of(topic));
            if (!accepted(letter(topic, refused, refused.value(), code, cause))
                    && !accepted(letter(topic, refused, null, code, cause))) {
                throw new RelayException(
                        RelayErrorCode.KAFKA_UNAVAILABLE, "topic " + topic.name() + " takes no dead letter.");
            }
        } catch (KafkaException | ExecutionException e) {
            throw new RelayException(
                    RelayErrorCode.KAFKA_UNAVAILABLE,
                    "a dead letter for topic " + topic.name() + " could not be sent.",
                    e);
        }
        meters.counter("millrace.relay.dead.letters", "code", code).increment();
        log.atError()
                .addKeyValue("topic", refused.topic())
                .addKeyValue("deadLetterTopic", topic.name())
                .addKeyValue("errorCode", code)
                .addKeyValue("eventId", text(refused.headers(), RecordHeaderNames.EVENT_ID))
                .log("An outbox row can never be sent to its topic and is a dead letter now");
    }

    private boolean accepted(ProducerRecord<byte[], byte[]> letter) throws InterruptedException, ExecutionException {
        var future = producer.send(letter);
        producer.flush();
        try {
            future.get();
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RecordTooLargeException) {
                return false;
            }
            throw e;
        }
    }

    private static ProducerRecord<byte[], byte[]> letter(
            TopicSpec topic,
            ProducerRecord<byte[], byte[]> refused,
            byte @Nullable [] value,
            String code,
            Throwable cause) {
        Headers headers = new RecordHeaders(refused.headers().toArray());
        add(headers, RecordHeaderNames.ERROR_CODE, code);
        add(headers, "kafka_dlt-original-topic", refused.topic());
        headers.add(
                "kafka_dlt-original-partition",
                ByteBuffer.allocate(Integer.BYTES).putInt(refused.partition()).array());
        add(headers, "kafka_dlt-exception-message", String.valueOf(cause.getMessage()));
        return new ProducerRecord<>(topic.name(), 0, refused.key(), value, headers);
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(Headers headers, String name) {
        var header = headers.lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }
}
