package io.millrace.ingest.relay;

import io.millrace.schemas.avro.RelayWatermark;
import io.millrace.schemas.changeevent.AvroMessages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.postgresql.replication.LogSequenceNumber;

/**
 * The watermark's compacted topic: one partition, keyed by slot name. The newest record of a key counts.
 *
 * <p>A busy relay writes one record a batch and compaction comes late, so the topic is read from its end backwards.
 */
final class WatermarkTopic {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final long FIRST_STEP = 256;

    private final TopicPartition partition;
    private final String slotName;
    private final byte[] key;
    private final Clock clock;
    private final BinaryMessageEncoder<RelayWatermark> encoder = RelayWatermark.getEncoder();
    private final BinaryMessageDecoder<RelayWatermark> decoder =
            AvroMessages.decoder(new RelayWatermark().getSpecificData(), RelayWatermark.getClassSchema());

    WatermarkTopic(String topic, String slotName, Clock clock) {
        this.partition = new TopicPartition(topic, 0);
        this.slotName = slotName;
        this.key = slotName.getBytes(StandardCharsets.UTF_8);
        this.clock = clock;
    }

    ProducerRecord<byte[], byte[]> toRecord(Watermark watermark) {
        try {
            ByteBuffer value = encoder.encode(new RelayWatermark(
                    slotName,
                    watermark.systemIdentifier(),
                    watermark.timeline(),
                    watermark.commitLsn().asLong(),
                    watermark.committedAt(),
                    clock.instant()));
            byte[] bytes = new byte[value.remaining()];
            value.get(bytes);
            return new ProducerRecord<>(partition.topic(), partition.partition(), key, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("a watermark could not be encoded", e);
        }
    }

    /**
     * @param deadline for the whole topic to answer
     * @throws RelayException if it does not
     */
    Optional<Watermark> read(Consumer<byte[], byte[]> consumer, Duration deadline) {
        long giveUp = System.nanoTime() + deadline.toNanos();
        consumer.assign(List.of(partition));
        long begin = only(consumer.beginningOffsets(List.of(partition)));
        long end = only(consumer.endOffsets(List.of(partition)));
        long from = end;
        for (long step = FIRST_STEP; from > begin; step *= 4) {
            long to = from;
            from = Math.max(begin, end - step);
            byte @Nullable [] newest = newest(consumer, from, to, giveUp);
            if (newest != null) {
                return Optional.of(decode(newest));
            }
        }
        return Optional.empty();
    }

    private static long only(Map<TopicPartition, Long> offsets) {
        return offsets.values().iterator().next();
    }

    private byte @Nullable [] newest(Consumer<byte[], byte[]> consumer, long from, long to, long giveUp) {
        byte @Nullable [] newest = null;
        consumer.seek(partition, from);
        while (consumer.position(partition) < to) {
            if (System.nanoTime() > giveUp) {
                throw new RelayException(
                        RelayErrorCode.KAFKA_UNAVAILABLE, "topic " + partition.topic() + " could not be read in time.");
            }
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (record.offset() < to && Arrays.equals(key, record.key()) && record.value() != null) {
                    newest = record.value();
                }
            }
        }
        return newest;
    }

    private Watermark decode(byte[] value) {
        try {
            RelayWatermark avro = decoder.decode(value);
            return new Watermark(
                    avro.getSystemIdentifier(),
                    avro.getTimeline(),
                    LogSequenceNumber.valueOf(avro.getCommitLsn()),
                    avro.getCommittedAt());
        } catch (IOException e) {
            throw new UncheckedIOException("topic " + partition.topic() + " holds no watermark for " + slotName, e);
        }
    }
}
