package io.millrace.sync.connection;

import io.millrace.sync.retry.DependencyException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Reads stretches of a topic without a consumer group. Not thread-safe; close it. */
public final class TopicReader implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration SILENCE = Duration.ofSeconds(60);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;

    private TopicReader(KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
        this.consumer = consumer;
        this.partitions = partitions;
    }

    /**
     * A topic that does not exist has no partitions, and so nothing to read.
     *
     * @throws DependencyException if the broker does not answer
     */
    public static TopicReader of(KafkaClients kafka, String topic, int maxPollRecords) {
        List<TopicPartition> partitions = new ArrayList<>();
        try (Admin admin = kafka.admin()) {
            admin.describeTopics(List.of(topic))
                    .allTopicNames()
                    .get(30, TimeUnit.SECONDS)
                    .values()
                    .forEach(description -> description
                            .partitions()
                            .forEach(p -> partitions.add(new TopicPartition(topic, p.partition()))));
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                throw unavailable(e);
            }
        } catch (TimeoutException e) {
            throw unavailable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(e);
        }
        KafkaConsumer<byte[], byte[]> consumer = kafka.reader(maxPollRecords);
        consumer.assign(partitions);
        return new TopicReader(consumer, partitions);
    }

    public Map<TopicPartition, Long> beginnings() {
        return partitions.isEmpty() ? Map.of() : consumer.beginningOffsets(partitions);
    }

    /** The offsets after the last records that are there now. */
    public Map<TopicPartition, Long> ends() {
        return partitions.isEmpty() ? Map.of() : consumer.endOffsets(partitions);
    }

    /** Offsets between the two, an upper bound of the records, since compaction leaves gaps. */
    public static long distance(Map<TopicPartition, Long> from, Map<TopicPartition, Long> to) {
        return to.entrySet().stream()
                .mapToLong(end -> Math.max(0, end.getValue() - from.getOrDefault(end.getKey(), 0L)))
                .sum();
    }

    /**
     * Hands over every record in [from, to), each partition in order.
     *
     * @throws DependencyException if the broker is silent for a minute
     */
    public void read(
            Map<TopicPartition, Long> from,
            Map<TopicPartition, Long> to,
            Consumer<List<ConsumerRecord<byte[], byte[]>>> batches) {
        Map<TopicPartition, Long> open = new HashMap<>();
        to.forEach((partition, end) -> {
            long start = from.getOrDefault(partition, 0L);
            if (start < end) {
                open.put(partition, end);
                consumer.seek(partition, start);
            }
        });
        consumer.pause(partitions);
        consumer.resume(open.keySet());
        long lastSign = System.nanoTime();
        while (!open.isEmpty()) {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            List<ConsumerRecord<byte[], byte[]>> batch = new ArrayList<>(records.count());
            for (TopicPartition partition : records.partitions()) {
                long end = open.getOrDefault(partition, 0L);
                records.records(partition).stream()
                        .filter(record -> record.offset() < end)
                        .forEach(batch::add);
            }
            if (!batch.isEmpty()) {
                batches.accept(batch);
            }
            if (!records.isEmpty() || finish(open)) {
                lastSign = System.nanoTime();
            }
            finish(open);
            if (System.nanoTime() - lastSign > SILENCE.toNanos()) {
                throw new DependencyException(
                        "kafka-unavailable",
                        "Kafka has sent nothing for a minute, though the topic is not read to its end",
                        new TimeoutException(open.toString()));
            }
        }
    }

    /** The position passes the end even where compaction has removed the last records. */
    private boolean finish(Map<TopicPartition, Long> open) {
        List<TopicPartition> finished = open.entrySet().stream()
                .filter(entry -> consumer.position(entry.getKey()) >= entry.getValue())
                .map(Map.Entry::getKey)
                .toList();
        consumer.pause(finished);
        finished.forEach(open::remove);
        return !finished.isEmpty();
    }

    @Override
    public void close() {
        consumer.close();
    }

    private static DependencyException unavailable(Exception e) {
        return new DependencyException("kafka-unavailable", "Kafka did not answer: " + e.getMessage(), e);
    }
}
