package io.millrace.ingest.deadletter;

import io.millrace.ingest.dependency.Dependency;
import io.millrace.ingest.dependency.DependencyUnavailableException;
import io.millrace.schemas.topic.RecordHeaderNames;
import io.millrace.schemas.topic.TopicNames;
import io.millrace.schemas.topic.TopicProvisioner;
import io.millrace.schemas.topic.TopicSpec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.support.KafkaHeaders;

/** Sends dead letters to Kafka. Creates a dead-letter topic that is missing, if it may. */
public final class KafkaDeadLetterSink implements DeadLetterSink {

    private static final Logger log = LoggerFactory.getLogger(KafkaDeadLetterSink.class);

    private final Producer<byte[], byte[]> producer;
    private final Admin admin;
    private final String consumerGroup;
    private final Set<String> ensured = ConcurrentHashMap.newKeySet();

    /** @param producer with {@code acks=all} */
    public KafkaDeadLetterSink(Producer<byte[], byte[]> producer, Admin admin, String consumerGroup) {
        this.producer = producer;
        this.admin = admin;
        this.consumerGroup = consumerGroup;
    }

    @Override
    public void send(List<DeadLetter> letters) {
        List<Future<RecordMetadata>> sent = new ArrayList<>(letters.size());
        try {
            for (DeadLetter letter : letters) {
                ensureTopic(letter.record().topic());
                sent.add(producer.send(dead(letter)));
            }
            producer.flush();
            for (Future<RecordMetadata> future : sent) {
                future.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(e);
        } catch (ExecutionException | KafkaException e) {
            throw unavailable(e);
        }
        letters.forEach(KafkaDeadLetterSink::log);
    }

    private void ensureTopic(String topic) {
        if (ensured.add(topic)) {
            try {
                new TopicProvisioner(admin, Optional.empty()).ensure(List.of(TopicSpec.deadLetters(topic)));
            } catch (KafkaException e) {
                // It may well exist, only not be ours to create: sending will tell.
                log.atDebug().setCause(e).log("the dead-letter topic could not be created");
            }
        }
    }

    private ProducerRecord<byte[], byte[]> dead(DeadLetter letter) {
        ConsumerRecord<byte[], byte[]> record = letter.record();
        Headers headers = new RecordHeaders(record.headers().toArray());
        put(headers, KafkaHeaders.DLT_ORIGINAL_TOPIC, utf8(record.topic()));
        put(
                headers,
                KafkaHeaders.DLT_ORIGINAL_PARTITION,
                ByteBuffer.allocate(4).putInt(record.partition()).array());
        put(
                headers,
                KafkaHeaders.DLT_ORIGINAL_OFFSET,
                ByteBuffer.allocate(8).putLong(record.offset()).array());
        put(
                headers,
                KafkaHeaders.DLT_ORIGINAL_TIMESTAMP,
                ByteBuffer.allocate(8).putLong(record.timestamp()).array());
        put(
                headers,
                KafkaHeaders.DLT_ORIGINAL_TIMESTAMP_TYPE,
                utf8(record.timestampType().toString()));
        put(headers, KafkaHeaders.DLT_ORIGINAL_CONSUMER_GROUP, utf8(consumerGroup));
        put(
                headers,
                KafkaHeaders.DLT_EXCEPTION_FQCN,
                utf8(letter.cause().getClass().getName()));
        put(
                headers,
                KafkaHeaders.DLT_EXCEPTION_MESSAGE,
                utf8(String.valueOf(letter.cause().getMessage())));
        put(headers, RecordHeaderNames.ERROR_CODE, utf8(letter.code()));
        return new ProducerRecord<>(
                TopicNames.deadLetters(record.topic()), null, record.key(), record.value(), headers);
    }

    private static void put(Headers headers, String name, byte[] value) {
        headers.remove(name).add(name, value);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static DependencyUnavailableException unavailable(Exception cause) {
        Throwable reason = cause instanceof ExecutionException && cause.getCause() != null ? cause.getCause() : cause;
        return new DependencyUnavailableException(
                Dependency.KAFKA, "Dead letters cannot be stored now: " + reason.getMessage() + ".", cause);
    }

    private static void log(DeadLetter letter) {
        log.atWarn()
                .addKeyValue("topic", letter.record().topic())
                .addKeyValue("partition", letter.record().partition())
                .addKeyValue("offset", letter.record().offset())
                .addKeyValue("code", letter.code())
                .log("dead letter: {}", letter.cause().getMessage());
    }
}
