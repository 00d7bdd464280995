package io.millrace.sync.deadletter;

import io.millrace.schemas.topic.RecordHeaderNames;
import io.millrace.schemas.topic.TopicNames;
import io.millrace.sync.connection.KafkaClients;
import io.millrace.sync.connection.TopicReader;
import io.millrace.sync.retry.DependencyException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.LongPredicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** The dead letters of one topic, for an operator. Every method throws {@link DependencyException} if Kafka is away. */
public final class DeadLetterBox {

    private final KafkaClients kafka;
    private final String box;

    /** @param topic the original topic, or the dead-letter topic itself */
    public DeadLetterBox(KafkaClients kafka, String topic) {
        this.kafka = kafka;
        this.box = topic.endsWith(TopicNames.deadLetters("")) ? topic : TopicNames.deadLetters(topic);
    }

    /** All letters, oldest first. */
    public List<StoredDeadLetter> list() {
        return read(offset -> true).stream().map(DeadLetterBox::stored).toList();
    }

    /** The headers of one letter as text, and its original value; null when there is no such letter. */
    public @Nullable ConsumerRecord<byte[], byte[]> find(long offset) {
        List<ConsumerRecord<byte[], byte[]>> found = read(o -> o == offset);
        return found.isEmpty() ? null : found.getFirst();
    }

    /**
     * Sends the originals to the topic and partition that they came from. They stay in the box: records of a topic cannot be
     * taken out, and applying one twice is harmless.
     *
     * @return how many were acknowledged
     */
    public int replay(LongPredicate offsets) {
        List<Future<?>> sent = new ArrayList<>();
        try (KafkaProducer<byte[], byte[]> producer = kafka.producer()) {
            for (ConsumerRecord<byte[], byte[]> letter : read(offsets)) {
                StoredDeadLetter stored = stored(letter);
                String topic = stored.originalTopic();
                if (topic == null || stored.originalPartition() < 0) {
                    continue;
                }
                RecordHeaders headers = new RecordHeaders();
                for (Header header : letter.headers()) {
                    if (!DeadLetterHeaders.isAdded(header.key())) {
                        headers.add(header);
                    }
                }
                sent.add(producer.send(new ProducerRecord<>(
                        topic, (int) stored.originalPartition(), letter.key(), letter.value(), headers)));
            }
            for (Future<?> acknowledgement : sent) {
                acknowledgement.get();
            }
            return sent.size();
        } catch (KafkaException | ExecutionException e) {
            throw new DependencyException("kafka-unavailable", "Kafka did not take the records: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DependencyException("kafka-unavailable", "interrupted while sending", e);
        }
    }

    private List<ConsumerRecord<byte[], byte[]>> read(LongPredicate offsets) {
        List<ConsumerRecord<byte[], byte[]>> letters = new ArrayList<>();
        try (TopicReader reader = TopicReader.of(kafka, box, 500)) {
            reader.read(
                    reader.beginnings(),
                    reader.ends(),
                    batch -> batch.stream()
                            .filter(record -> offsets.test(record.offset()))
                            .forEach(letters::add));
        }
        return letters;
    }

    /** What the headers say of a letter. */
    public static StoredDeadLetter stored(ConsumerRecord<byte[], byte[]> letter) {
        byte @Nullable [] key = letter.key();
        byte @Nullable [] value = letter.value();
        return new StoredDeadLetter(
                letter.partition(),
                letter.offset(),
                DeadLetterHeaders.text(letter.headers(), RecordHeaderNames.ERROR_CODE),
                DeadLetterHeaders.text(letter.headers(), DeadLetterHeaders.REASON),
                key == null ? null : HexFormat.of().formatHex(key),
                value == null ? null : value.length,
                DeadLetterHeaders.text(letter.headers(), DeadLetterHeaders.TOPIC),
                DeadLetterHeaders.number(letter.headers(), DeadLetterHeaders.PARTITION, -1),
                DeadLetterHeaders.number(letter.headers(), DeadLetterHeaders.OFFSET, -1),
                DeadLetterHeaders.number(letter.headers(), DeadLetterHeaders.TIMESTAMP, -1));
    }
}
