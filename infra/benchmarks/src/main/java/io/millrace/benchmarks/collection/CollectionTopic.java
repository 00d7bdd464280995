package io.millrace.benchmarks.collection;

import io.millrace.benchmarks.corpus.EncodedChange;
import io.millrace.benchmarks.corpus.SyntheticCorpus;
import io.millrace.benchmarks.stack.PrivateStack;
import io.millrace.schemas.changeevent.ChangeEvent.ChunkUpsert;
import io.millrace.schemas.changeevent.ChangeEvent.DocumentCommit;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Fills a collection's topic with the change events of its documents, as the relay would have sent them. */
public final class CollectionTopic {

    private static final Map<String, Object> SETTINGS = Map.of(
            ProducerConfig.ACKS_CONFIG,
            "all",
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
            true,
            ProducerConfig.LINGER_MS_CONFIG,
            20,
            ProducerConfig.BATCH_SIZE_CONFIG,
            512 * 1024);

    private CollectionTopic() {}

    /**
     * Sends the chunks {@code from} to {@code to}, and a document's commit after the last of its chunks. Returns when all are
     * acknowledged.
     */
    public static void fill(PrivateStack stack, SyntheticCorpus corpus, BenchCollection collection, int from, int to)
            throws Exception {
        Map<String, Object> properties = stack.kafkaProperties();
        properties.putAll(SETTINGS);
        String topic = collection.topic(stack);
        AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int n = from; n < to; n++) {
                ChunkUpsert chunk = corpus.chunk(collection.id(), n);
                send(producer, EncodedChange.of(chunk, PrivateStack.PARTITIONS), topic, failure);
                if ((n + 1) % SyntheticCorpus.CHUNKS_PER_DOCUMENT == 0 || n + 1 == to) {
                    int chunks = n % SyntheticCorpus.CHUNKS_PER_DOCUMENT + 1;
                    DocumentCommit commit =
                            new DocumentCommit(chunk.documentId(), collection.id(), 1, chunks, Instant.now());
                    send(producer, EncodedChange.of(commit, PrivateStack.PARTITIONS), topic, failure);
                }
            }
            producer.flush();
        }
        Exception first = failure.get();
        if (first != null) {
            throw first;
        }
    }

    private static void send(
            KafkaProducer<byte[], byte[]> producer,
            EncodedChange change,
            String topic,
            AtomicReference<@Nullable Exception> failure) {
        var _ = producer.send(change.record(topic), (metadata, exception) -> {
            if (exception != null) {
                failure.compareAndSet(null, exception);
            }
        });
    }
}
