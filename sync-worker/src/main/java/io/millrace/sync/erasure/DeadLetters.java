package io.millrace.sync.erasure;

import io.millrace.schemas.topic.RecordHeaderNames;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Dead letters, which are kept for ever. A topic can only be cut off at its beginning: the letters of others that lie before
 * the subject's last are first sent again to its end, and then the topic is cut behind that last one. A crash in between
 * leaves some letters twice, and loses none.
 *
 * <p>The broker deletes whole segments, and none that is written to. Once the segment must end, letters are sent again in the
 * same way, so that what was cut off is in a segment of the past.
 */
final class DeadLetters {

    private final TopicAdmin admin;
    private final TopicRecords records;
    private final Consumer<Erasure> save;

    /** @param save makes what was found durable before it is gone */
    DeadLetters(TopicAdmin admin, TopicRecords records, Consumer<Erasure> save) {
        this.admin = admin;
        this.records = records;
        this.save = save;
    }

    void sweep(Erasure erasure, String store, String topic, Predicate<ConsumerRecord<byte[], byte[]>> mine) {
        ErasureProgress progress = erasure.progress();
        String readUntil = store + "_read_until";
        String trimmed = store + "_trimmed";
        String counting = store + "_counted";
        Map<Integer, Long> begins = admin.begins(topic);
        if (begins.isEmpty()) {
            progress.erased(store, erasure.now(), null, "there is no such topic");
            return;
        }
        Map<Integer, Long> ends = admin.ends(topic);
        if (!ends.equals(progress.offsets(readUntil))) {
            List<ConsumerRecord<byte[], byte[]>> kept = new ArrayList<>();
            Map<Integer, Long> last = new HashMap<>();
            Map<Integer, Long> counted = progress.offsets(counting);
            long[] found = {0};
            records.read(topic, begins, ends, letter -> {
                if (mine.test(letter)) {
                    found[0] += counted.getOrDefault(letter.partition(), -1L) < letter.offset() ? 1 : 0;
                    last.put(letter.partition(), letter.offset());
                } else {
                    kept.add(letter);
                }
            });
            if (!last.isEmpty()) {
                sendAgain(kept.stream()
                        .filter(letter -> letter.offset() < last.getOrDefault(letter.partition(), -1L))
                        .toList());
                progress.found(store, found[0]);
                progress.offsets(counting, last);
                progress.instant(trimmed, erasure.now());
                progress.forget(store + "_rolled");
                save.accept(erasure);
                Map<Integer, Long> cuts = new HashMap<>();
                last.forEach((partition, offset) -> cuts.put(partition, offset + 1));
                admin.trim(topic, cuts);
            }
            progress.offsets(readUntil, ends);
        }
        report(erasure, store, topic, trimmed);
    }

    private void report(Erasure erasure, String store, String topic, String trimmed) {
        ErasureProgress progress = erasure.progress();
        long segment = admin.millis(topic, "segment.ms", Duration.ofDays(7).toMillis());
        long check = admin.brokerMillis(
                "log.retention.check.interval.ms", Duration.ofMinutes(5).toMillis());
        long delay = admin.millis(
                topic, "file.delete.delay.ms", Duration.ofMinutes(1).toMillis());
        String bound = "cut off + segment.ms=" + segment + " + log.retention.check.interval.ms=" + check
                + " + file.delete.delay.ms=" + delay;
        Instant cut = progress.instant(trimmed).orElse(null);
        if (cut == null) {
            progress.erased(store, erasure.now(), null, "nothing was found");
            return;
        }
        String rolled = store + "_rolled";
        if (progress.instant(rolled).isEmpty() && erasure.now().isAfter(cut.plusMillis(segment))) {
            roll(topic);
            progress.offsets(store + "_read_until", admin.ends(topic));
            progress.instant(rolled, erasure.now());
        }
        Instant ended = progress.instant(rolled).orElse(null);
        Instant freed = (ended == null ? cut.plusMillis(segment) : ended)
                .plusMillis(check)
                .plusMillis(delay);
        if (ended == null) {
            progress.report(store, 0, StoreState.EXPIRING, erasure.now(), freed, bound);
        } else {
            progress.erased(store, erasure.now(), freed, bound);
        }
    }

    /** Begins a new segment: all letters lie in it after this, or a blank one did and was cut off. */
    private void roll(String topic) {
        List<ConsumerRecord<byte[], byte[]>> letters = new ArrayList<>();
        records.read(topic, admin.begins(topic), admin.ends(topic), letters::add);
        if (letters.isEmpty()) {
            RecordHeaders headers = new RecordHeaders();
            headers.add(RecordHeaderNames.ERROR_CODE, "erasure".getBytes(StandardCharsets.UTF_8));
            records.send(
                    List.of(new ProducerRecord<byte[], byte[]>(topic, 0, (Long) null, null, new byte[0], headers)));
            admin.trim(topic, admin.ends(topic));
        } else {
            admin.trim(topic, sendAgain(letters));
        }
    }

    /** Without their time stamps: one that is old would not end the segment. When an event was sent is in its headers. */
    private Map<Integer, Long> sendAgain(List<ConsumerRecord<byte[], byte[]>> letters) {
        return records.send(letters.stream()
                .map(letter -> new ProducerRecord<>(
                        letter.topic(), letter.partition(), letter.key(), letter.value(), letter.headers()))
                .toList());
    }
}
