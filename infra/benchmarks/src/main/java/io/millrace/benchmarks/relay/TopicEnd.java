package io.millrace.benchmarks.relay;

import io.millrace.benchmarks.BenchmarkException;
import io.millrace.benchmarks.Waiting;
import io.millrace.benchmarks.stack.PrivateStack;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** How many records a fresh topic holds. Asks for end offsets only: reading the records would take cores from the relay. */
final class TopicEnd implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(10);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;

    TopicEnd(PrivateStack stack, String topic) {
        Map<String, Object> properties = stack.kafkaProperties();
        consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
    }

    /** Waits until the topic holds so many records. */
    void await(long records, Duration bound) {
        if (!Waiting.until(() -> size() >= records, POLL, bound)) {
            throw new BenchmarkException("Only " + size() + " of " + records + " records were in the topic after "
                    + bound.toSeconds() + " s.");
        }
    }

    private long size() {
        return consumer.endOffsets(partitions).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
