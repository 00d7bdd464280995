package io.millrace.sync.erasure;

import io.millrace.schemas.changeevent.ChangeEventOp;
import io.millrace.schemas.topic.RecordHeaderNames;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * A compacted topic in which tombstones lie behind the subject's records. Compaction spares the segment that is written to, and
 * a segment ends only when a record comes that finds it too old: a topic in which nothing happens keeps what it has. When the
 * bound has passed and something is left, a tombstone is therefore sent once more. Where something may have come under the same
 * key since, the tombstone has a key that nobody has: it ends the segment, and takes nothing with it.
 *
 * <p>Source: Apache Kafka, topic configuration {@code max.compaction.lag.ms}, and {@code LogSegment.shouldRoll}.
 */
final class CompactedTopic {

    private final TopicAdmin admin;
    private final TopicRecords records;

    CompactedTopic(TopicAdmin admin, TopicRecords records) {
        this.admin = admin;
        this.records = records;
    }

    private record Slot(int partition, ByteBuffer key) {}

    private static final class Remaining {
        private final Map<Slot, ProducerRecord<byte[], byte[]>> tombstones = new LinkedHashMap<>();
        private long records;
        private long newest;
    }

    /**
     * @param mine the subject's records; those without a value hold nothing
     * @param key of the tombstone for a record with this one
     */
    void sweep(
            Erasure erasure,
            String store,
            String topic,
            Predicate<ConsumerRecord<byte[], byte[]>> mine,
            UnaryOperator<byte[]> key) {
        ErasureProgress progress = erasure.progress();
        String nextRead = store + "_next_read";
        if (progress.instant(nextRead).filter(erasure.now()::isBefore).isPresent()) {
            return;
        }
        Remaining left = new Remaining();
        records.read(topic, admin.begins(topic), admin.ends(topic), record -> {
            if (record.value() != null && mine.test(record)) {
                left.records++;
                left.newest = Math.max(left.newest, record.timestamp());
                byte[] last = key.apply(record.key());
                left.tombstones.put(new Slot(record.partition(), ByteBuffer.wrap(last)), tombstone(record, last));
            }
        });
        long lag =
                admin.millis(topic, "max.compaction.lag.ms", Duration.ofDays(1).toMillis());
        long delay = admin.millis(
                topic, "file.delete.delay.ms", Duration.ofMinutes(1).toMillis());
        long backOff = admin.brokerMillis(
                "log.cleaner.backoff.ms", Duration.ofSeconds(15).toMillis());
        String bound = "newest record + max.compaction.lag.ms=" + lag + " + 2 * log.cleaner.backoff.ms=" + backOff
                + " + file.delete.delay.ms=" + delay;
        if (left.records == 0) {
            // Compacted files are deleted after the delay, counted from when this look first found nothing.
            String free = store + "_free";
            if (progress.instant(free).isEmpty()) {
                progress.instant(free, erasure.now());
            }
            Instant goneBy = progress.instant(free).orElse(erasure.now()).plusMillis(delay);
            progress.erased(store, erasure.now(), progress.found(store) == 0 ? null : goneBy, bound);
            return;
        }
        progress.forget(store + "_free");
        Instant compacted = Instant.ofEpochMilli(left.newest).plusMillis(lag);
        if (erasure.now().isAfter(compacted)) {
            records.send(new ArrayList<>(left.tombstones.values()));
            compacted = erasure.now();
        }
        progress.instant(nextRead, compacted.plusMillis(backOff));
        progress.report(
                store,
                left.records,
                StoreState.EXPIRING,
                erasure.now(),
                compacted.plusMillis(2 * backOff).plusMillis(delay),
                bound);
    }

    private static ProducerRecord<byte[], byte[]> tombstone(ConsumerRecord<byte[], byte[]> record, byte[] key) {
        RecordHeaders headers = new RecordHeaders();
        headers.add(RecordHeaderNames.OP, ChangeEventOp.DELETE.wireName().getBytes(StandardCharsets.UTF_8));
        for (String name : List.of(RecordHeaderNames.DOCUMENT_ID, RecordHeaderNames.VERSION)) {
            var header = record.headers().lastHeader(name);
            if (header != null) {
                headers.add(header);
            }
        }
        return new ProducerRecord<>(record.topic(), record.partition(), key, null, headers);
    }
}
