package io.millrace.sync.erasure;

import io.millrace.schemas.topic.TopicNames;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The topic of documents, a history that expires. It is read once, and then what is added. Where the last of the subject's
 * records lies is noted: they are gone when the log begins behind it.
 */
final class DocumentsTopic {

    static final String STORE = "documents-topic";

    private static final String READ_UNTIL = "documents_read_until";
    private static final String LAST = "documents_last";
    private static final String LAST_SENT = "documents_last_sent";

    private final TopicNames topics;
    private final TopicAdmin admin;
    private final TopicRecords records;
    private final Consumer<Erasure> save;

    /** @param save makes what was found durable before it is gone */
    DocumentsTopic(TopicNames topics, TopicAdmin admin, TopicRecords records, Consumer<Erasure> save) {
        this.topics = topics;
        this.admin = admin;
        this.records = records;
        this.save = save;
    }

    /**
     * @param ends how far to look
     * @param drained whether ingestion has passed everything that was there when the subject could add no more
     */
    void sweep(Erasure erasure, SubjectRecords subjects, Map<Integer, Long> ends, boolean drained) {
        ErasureProgress progress = erasure.progress();
        String topic = topics.documents();
        Map<Integer, Long> begins = admin.begins(topic);
        Map<Integer, Long> from = new HashMap<>(begins);
        progress.offsets(READ_UNTIL).forEach((partition, offset) -> from.merge(partition, offset, Math::max));
        Map<Integer, Long> last = new TreeMap<>(progress.offsets(LAST));
        long[] found = {0};
        long[] sent = {progress.instant(LAST_SENT).map(Instant::toEpochMilli).orElse(0L)};
        records.read(topic, from, ends, record -> {
            if (subjects.contains(record)) {
                found[0]++;
                last.put(record.partition(), record.offset());
                sent[0] = Math.max(sent[0], record.timestamp());
            }
        });
        if (found[0] > 0) {
            progress.found(STORE, found[0]);
            progress.offsets(LAST, last);
            progress.instant(LAST_SENT, Instant.ofEpochMilli(sent[0]));
        }
        progress.offsets(READ_UNTIL, ends);
        if (erasure.subject().trimsTopics() && drained) {
            save.accept(erasure);
            trim(topic, last, begins);
            begins = admin.begins(topic);
        }
        report(erasure, last, begins);
    }

    private void trim(String topic, Map<Integer, Long> last, Map<Integer, Long> begins) {
        Map<Integer, Long> cuts = new HashMap<>();
        last.forEach((partition, offset) -> {
            if (begins.getOrDefault(partition, 0L) <= offset) {
                cuts.put(partition, offset + 1);
            }
        });
        if (!cuts.isEmpty() && admin.isConsumed(topics.ingestGroup(), topic, cuts)) {
            admin.trim(topic, cuts);
        }
    }

    private void report(Erasure erasure, Map<Integer, Long> last, Map<Integer, Long> begins) {
        ErasureProgress progress = erasure.progress();
        boolean gone =
                last.entrySet().stream().allMatch(entry -> begins.getOrDefault(entry.getKey(), 0L) > entry.getValue());
        String topic = topics.documents();
        long retention = admin.millis(topic, "retention.ms", Duration.ofDays(7).toMillis());
        long segment = admin.millis(topic, "segment.ms", Duration.ofDays(7).toMillis());
        long check = admin.brokerMillis(
                "log.retention.check.interval.ms", Duration.ofMinutes(5).toMillis());
        long delay = admin.millis(
                topic, "file.delete.delay.ms", Duration.ofMinutes(1).toMillis());
        String bound = "last record + retention.ms=" + retention + " + segment.ms=" + segment
                + " + log.retention.check.interval.ms=" + check + " + file.delete.delay.ms=" + delay;
        Instant goneBy = progress.instant(LAST_SENT)
                .filter(sent -> retention >= 0)
                .map(sent -> sent.plusMillis(retention)
                        .plusMillis(segment)
                        .plusMillis(check)
                        .plusMillis(delay))
                .orElse(null);
        if (gone) {
            String cut = erasure.subject().trimsTopics() ? "cut off, and gone from the files by the " : "";
            progress.erased(STORE, erasure.now(), goneBy, last.isEmpty() ? "nothing was found" : cut + bound);
        } else {
            progress.report(
                    STORE,
                    progress.found(STORE),
                    StoreState.EXPIRING,
                    erasure.now(),
                    goneBy,
                    retention < 0
                            ? "retention.ms=-1: it never expires; set a retention, or ask with trim_topics"
                            : bound);
        }
    }
}
