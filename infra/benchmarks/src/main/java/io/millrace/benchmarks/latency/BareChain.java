package io.millrace.benchmarks.latency;

import io.millrace.benchmarks.BenchmarkException;
import io.millrace.benchmarks.Latencies;
import io.millrace.benchmarks.collection.BenchCollection;
import io.millrace.benchmarks.collection.CollectionPoints;
import io.millrace.benchmarks.corpus.BarePoint;
import io.millrace.benchmarks.corpus.EncodedChange;
import io.millrace.benchmarks.corpus.SyntheticCorpus;
import io.millrace.benchmarks.stack.PrivateStack;
import io.millrace.schemas.changeevent.ChangeEvent.ChunkUpsert;
import io.millrace.schemas.topic.TopicSpec;
import io.qdrant.client.QdrantClient;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.UpsertPoints;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The raw limit of latency: the same hops with bare clients on one thread. A record is sent and consumed; a row is committed
 * and comes out of a replication stream; a record is sent and consumed; a point is written and read.
 */
final class BareChain implements AutoCloseable {

    private static final String EVENTS = "millrace-bench.events";
    private static final String CHANGES = "millrace-bench.changes";
    private static final String POINTS = "bench_bare_chain";
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final BenchCollection collection;
    private final SyntheticCorpus corpus;
    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> events;
    private final KafkaConsumer<byte[], byte[]> changes;
    private final PrivateStack stack;
    private final QdrantClient client;
    private long next;

    BareChain(PrivateStack stack, BenchCollection collection, SyntheticCorpus corpus) {
        this.collection = collection;
        this.corpus = corpus;
        stack.ensureTopics(List.of(new TopicSpec(EVENTS, 1, Map.of()), new TopicSpec(CHANGES, 1, Map.of())));
        Map<String, Object> properties = stack.kafkaProperties();
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        this.producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
        this.events = consumer(stack, EVENTS);
        this.changes = consumer(stack, CHANGES);
        this.stack = stack;
        this.client = stack.qdrant();
        CollectionPoints.create(client, POINTS, collection);
    }

    private static KafkaConsumer<byte[], byte[]> consumer(PrivateStack stack, String topic) {
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(stack.kafkaProperties(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partition = List.of(new TopicPartition(topic, 0));
        consumer.assign(partition);
        consumer.seekToEnd(partition);
        consumer.position(partition.getFirst());
        return consumer;
    }

    void run(int perSecond, int documents, Latencies to) throws Exception {
        // Open only while it is read: the server ends a stream whose reader says nothing for a minute.
        try (BareCapture capture = new BareCapture(stack)) {
            SteadyRate.run(perSecond, documents, () -> once(capture, to));
        }
    }

    private void once(BareCapture capture, Latencies to) throws Exception {
        ChunkUpsert chunk = corpus.chunk(collection.id(), next++);
        EncodedChange change = EncodedChange.of(chunk, 1);
        PointStruct point = BarePoint.of(chunk);
        long begin = System.nanoTime();
        hop(new ProducerRecord<>(EVENTS, 0, change.key(), change.value()), events);
        capture.commitAndCapture(change.value());
        hop(new ProducerRecord<>(CHANGES, 0, change.key(), change.value()), changes);
        UpsertPoints upsert = UpsertPoints.newBuilder()
                .setCollectionName(POINTS)
                .setWait(true)
                .addPoints(point)
                .build();
        client.upsertAsync(upsert, DEADLINE).get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
        int found = client.retrieveAsync(POINTS, List.of(point.getId()), false, false, null)
                .get(DEADLINE.toSeconds(), TimeUnit.SECONDS)
                .size();
        if (found != 1) {
            throw new BenchmarkException("A point that Qdrant had written could not be read.");
        }
        to.record(System.nanoTime() - begin);
    }

    private void hop(ProducerRecord<byte[], byte[]> record, KafkaConsumer<byte[], byte[]> consumer) {
        var sent = producer.send(record);
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (consumer.poll(DEADLINE).isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new BenchmarkException("A record that was sent could not be consumed: " + sent.state() + ".");
            }
        }
    }

    @Override
    public void close() {
        producer.close();
        events.close();
        changes.close();
        CollectionPoints.delete(client, POINTS);
        client.close();
    }
}
