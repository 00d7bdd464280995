package io.millrace.benchmarks.latency;

import io.millrace.benchmarks.Waiting;
import io.millrace.benchmarks.collection.BenchCollection;
import io.millrace.benchmarks.corpus.SyntheticCorpus;
import io.millrace.benchmarks.latency.DocumentKind.Sent;
import io.millrace.benchmarks.latency.VisibilityWatch.Seen;
import io.millrace.benchmarks.stack.PrivateStack;
import io.millrace.schemas.avro.DocumentEvent;
import io.qdrant.client.QdrantClient;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Documents through the whole system: from a producer's {@code send()} to a point that a client can read. */
final class WholeSystem implements AutoCloseable {

    private static final Duration BOUND = Duration.ofMinutes(5);
    private static final Duration STAGES_BOUND = Duration.ofSeconds(5);

    private final BenchCollection collection;
    private final SyntheticCorpus corpus;
    private final String topic;
    private final KafkaProducer<byte[], byte[]> producer;
    private final QdrantClient client;
    private final StageWatch stages;
    private long next;

    WholeSystem(PrivateStack stack, BenchCollection collection, SyntheticCorpus corpus) {
        this.collection = collection;
        this.corpus = corpus;
        this.topic = stack.topics().documents();
        Map<String, Object> properties = stack.kafkaProperties();
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        this.producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
        this.client = stack.qdrant();
        this.stages = new StageWatch(stack, collection);
    }

    /** Sends documents at a rate and returns when all are searchable; each one's time goes to its latencies. */
    void run(DocumentKind kind, int perSecond, int documents, StageLatencies to) throws Exception {
        List<Seen> all = Collections.synchronizedList(new ArrayList<>());
        try (VisibilityWatch watch =
                new VisibilityWatch(client, collection.store().value(), all::add)) {
            SteadyRate.run(perSecond, documents, () -> send(kind.document(collection, corpus, next++), watch));
            watch.awaitAll(BOUND);
        }
        for (Seen seen : all) {
            to.total().record(seen.nanos());
            Waiting.until(() -> stages.of(seen.document()).isPresent(), Duration.ofMillis(10), STAGES_BOUND);
            stages.of(seen.document()).ifPresent(passed -> to.record(seen, passed));
        }
    }

    private void send(Sent document, VisibilityWatch watch) throws Exception {
        ByteBuffer encoded = DocumentEvent.getEncoder().encode(document.event());
        byte[] value = new byte[encoded.remaining()];
        encoded.get(value);
        byte[] key = (document.event().getCollection() + "/" + document.event().getSource())
                .getBytes(StandardCharsets.UTF_8);
        watch.await(document.document(), document.chunk());
        var _ = producer.send(new ProducerRecord<>(topic, key, value));
    }

    @Override
    public void close() {
        stages.close();
        producer.close();
        client.close();
    }
}
