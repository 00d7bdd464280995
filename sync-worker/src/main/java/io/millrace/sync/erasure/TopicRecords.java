package io.millrace.sync.erasure;

import io.millrace.sync.connection.KafkaClients;
import io.millrace.sync.connection.TopicReader;
import io.millrace.sync.retry.DependencyException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Reads stretches of topics and writes to them. Thread-safe. Throws {@link DependencyException} if Kafka does not answer. */
final class TopicRecords {

    private static final int POLL_RECORDS = 500;

    private final KafkaClients kafka;
    private final Producer<byte[], byte[]> producer;

    TopicRecords(KafkaClients kafka, Producer<byte[], byte[]> producer) {
        this.kafka = kafka;
        this.producer = producer;
    }

    /** Hands over every record in [from, to), each partition in order. */
    void read(
            String topic,
            Map<Integer, Long> from,
            Map<Integer, Long> to,
            Consumer<ConsumerRecord<byte[], byte[]>> reader) {
        boolean nothing = to.entrySet().stream().allMatch(end -> from.getOrDefault(end.getKey(), 0L) >= end.getValue());
        if (nothing) {
            return;
        }
        try (TopicReader records = TopicReader.of(kafka, topic, POLL_RECORDS)) {
            records.read(of(topic, from), of(topic, to), batch -> batch.forEach(reader));
        } catch (KafkaException e) {
            throw new DependencyException("kafka-unavailable", "Kafka did not answer: " + e.getMessage(), e);
        }
    }

    private static Map<TopicPartition, Long> of(String topic, Map<Integer, Long> offsets) {
        Map<TopicPartition, Long> named = new HashMap<>();
        offsets.forEach((partition, offset) -> named.put(new TopicPartition(topic, partition), offset));
        return named;
    }

    /**
     * Returns once all in-sync replicas have every record.
     *
     * @return the offset of the first in each partition
     */
    Map<Integer, Long> send(List<ProducerRecord<byte[], byte[]>> records) {
        try {
            List<Future<RecordMetadata>> sent =
                    records.stream().map(producer::send).toList();
            producer.flush();
            Map<Integer, Long> first = new TreeMap<>();
            for (Future<RecordMetadata> acknowledgement : sent) {
                RecordMetadata stored = acknowledgement.get();
                first.merge(stored.partition(), stored.offset(), Math::min);
            }
            return first;
        } catch (KafkaException | ExecutionException e) {
            throw new DependencyException("kafka-unavailable", "Kafka did not take the records: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DependencyException("kafka-unavailable", "interrupted while sending", e);
        }
    }
}
