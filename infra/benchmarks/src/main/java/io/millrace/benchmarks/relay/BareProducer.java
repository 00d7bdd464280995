package io.millrace.benchmarks.relay;

import io.millrace.benchmarks.Stopwatch;
import io.millrace.benchmarks.collection.BenchCollection;
import io.millrace.benchmarks.corpus.EncodedChange;
import io.millrace.benchmarks.corpus.Slices;
import io.millrace.benchmarks.corpus.SyntheticCorpus;
import io.millrace.benchmarks.stack.PrivateStack;
import io.millrace.ingest.relay.ProducerConfiguration;
import io.millrace.ingest.relay.RelayProperties;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** The raw limit of sending: a producer with the relay's settings, the same records, sent as fast as it takes them. */
public final class BareProducer {

    private BareProducer() {}

    /** The watch runs from the first send to the last acknowledgement, not while records are made up. */
    public static void send(
            PrivateStack stack, SyntheticCorpus corpus, BenchCollection collection, int count, Stopwatch watch)
            throws Exception {
        Map<String, Object> settings = ProducerConfiguration.of(
                stack.kafkaProperties(), RelayProperties.of(Map.of()).deliveryTimeout());
        String topic = collection.topic(stack);
        AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(settings)) {
            producer.partitionsFor(topic);
            Slices.<ProducerRecord<byte[], byte[]>>timed(
                    count,
                    n -> EncodedChange.of(corpus.chunk(collection.id(), n), PrivateStack.PARTITIONS)
                            .record(topic),
                    watch,
                    slice -> {
                        for (ProducerRecord<byte[], byte[]> record : slice) {
                            var _ = producer.send(record, (metadata, exception) -> {
                                if (exception != null) {
                                    failure.compareAndSet(null, exception);
                                }
                            });
                        }
                        producer.flush();
                    });
            Exception first = failure.get();
            if (first != null) {
                throw first;
            }
        }
    }
}
