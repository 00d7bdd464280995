package io.millrace.sync.deadletter;

import io.millrace.schemas.topic.TopicNames;
import io.millrace.schemas.topic.TopicProvisioner;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.sync.retry.DependencyException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Publishes to {@code <topic>-dlt}, which it creates when the first letter comes. Thread-safe. */
public final class KafkaDeadLetterSink implements DeadLetterSink {

    private static final String CODE = "kafka-unavailable";

    private final Producer<byte[], byte[]> producer;
    private final TopicProvisioner provisioner;
    private final String group;
    private final Set<String> ready = ConcurrentHashMap.newKeySet();

    /** @param group the consumer group that could not apply the records */
    public KafkaDeadLetterSink(Producer<byte[], byte[]> producer, TopicProvisioner provisioner, String group) {
        this.producer = producer;
        this.provisioner = provisioner;
        this.group = group;
    }

    @Override
    public void publish(List<DeadLetter> letters) {
        List<Future<?>> sent = new ArrayList<>();
        try {
            for (DeadLetter letter : letters) {
                ensureTopic(letter.record().topic());
                Headers headers = new RecordHeaders(letter.record().headers().toArray());
                DeadLetterHeaders.add(headers, letter, group);
                sent.add(producer.send(new ProducerRecord<>(
                        TopicNames.deadLetters(letter.record().topic()),
                        null,
                        letter.record().key(),
                        letter.record().value(),
                        headers)));
            }
            for (Future<?> acknowledgement : sent) {
                acknowledgement.get();
            }
        } catch (KafkaException | ExecutionException e) {
            throw new DependencyException(CODE, "dead letters were not acknowledged: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DependencyException(CODE, "interrupted while publishing dead letters", e);
        }
    }

    private void ensureTopic(String topic) {
        if (!ready.contains(topic)) {
            provisioner.ensure(List.of(TopicSpec.deadLetters(topic)));
            ready.add(topic);
        }
    }
}
