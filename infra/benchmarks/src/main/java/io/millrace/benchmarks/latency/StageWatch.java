package io.millrace.benchmarks.latency;

import io.millrace.benchmarks.collection.BenchCollection;
import io.millrace.benchmarks.stack.PrivateStack;
import io.millrace.schemas.changeevent.ChangeEvent.DocumentCommit;
import io.millrace.schemas.changeevent.ChangeEventCodec;
import io.millrace.schemas.changeevent.ChangeEventOp;
import io.millrace.schemas.id.DocumentId;
import io.millrace.schemas.topic.RecordHeaderNames;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads a collection's topic beside the sync-worker and keeps when each document's transaction began and when the relay sent
 * it. Both times are wall-clock times of this machine, the second in whole milliseconds. Thread-safe.
 */
final class StageWatch implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final ChangeEventCodec codec = new ChangeEventCodec();
    private final Map<DocumentId, Stages> stages = new ConcurrentHashMap<>();
    private final Thread thread =
            Thread.ofPlatform().daemon().name("stage-watch").unstarted(this::run);

    /**
     * When one document passed.
     *
     * @param transactionBegan by the database's clock
     * @param relayed when the relay handed the record to Kafka
     */
    record Stages(Instant transactionBegan, Instant relayed) {}

    StageWatch(PrivateStack stack, BenchCollection collection) {
        Map<String, Object> properties = stack.kafkaProperties();
        consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        String topic = collection.topic(stack);
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        thread.start();
    }

    /** Empty until its commit was read. */
    Optional<Stages> of(DocumentId document) {
        return Optional.ofNullable(stages.get(document));
    }

    private void run() {
        try (consumer) {
            while (true) {
                consumer.poll(POLL).forEach(this::read);
            }
        } catch (WakeupException e) {
            // Closed
        }
    }

    private void read(ConsumerRecord<byte[], byte[]> record) {
        Header op = record.headers().lastHeader(RecordHeaderNames.OP);
        if (op == null) {
            return;
        }
        String name = new String(op.value(), StandardCharsets.UTF_8);
        if (ChangeEventOp.DOCUMENT_COMMITTED.wireName().equals(name)
                && codec.decode(record.key(), record.value(), Map.of(RecordHeaderNames.OP, name))
                        instanceof DocumentCommit commit) {
            stages.put(commit.documentId(), new Stages(commit.committedAt(), Instant.ofEpochMilli(record.timestamp())));
        }
    }

    @Override
    public void close() {
        consumer.wakeup();
    }
}
