package io.millrace.sync.changeevent;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.millrace.schemas.changeevent.ChangeEvent.DocumentCommit;
import io.millrace.sync.deadletter.DeadLetter;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the handlers did, as metrics and logs. Thread-safe. */
public final class ChangeEventObserver {

    private static final Logger log = LoggerFactory.getLogger(ChangeEventObserver.class);

    private final MeterRegistry meters;
    private final Clock clock;
    private final Timer batches;
    private final DistributionSummary batchSize;
    private final Counter coalesced;
    private final Timer age;

    public ChangeEventObserver(MeterRegistry meters, Clock clock) {
        this.meters = meters;
        this.clock = clock;
        this.batches = meters.timer("millrace.sync.batch");
        this.batchSize = meters.summary("millrace.sync.batch.records");
        this.coalesced = meters.counter("millrace.sync.events.coalesced");
        this.age = Timer.builder("millrace.sync.event.age")
                .description("From the commit of a document's transaction, by the database's clock, to its indexing")
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(5))
                .maximumExpectedValue(Duration.ofMinutes(10))
                .register(meters);
    }

    void batchApplied(ChangeBatch batch, int records, long nanos) {
        batches.record(nanos, TimeUnit.NANOSECONDS);
        batchSize.record(records);
        int kept =
                batch.changes().size() + batch.commits().size() + batch.poison().size();
        coalesced.increment(Math.max(0, records - kept));
    }

    void indexed(DocumentCommit commit) {
        Duration took = Duration.between(commit.committedAt(), clock.instant());
        age.record(took.isNegative() ? Duration.ZERO : took);
    }

    void deadLettered(List<DeadLetter> letters) {
        for (DeadLetter letter : letters) {
            meters.counter("millrace.sync.dead.letters", "code", letter.code()).increment();
            log.atWarn()
                    .addKeyValue("topic", letter.record().topic())
                    .addKeyValue("partition", letter.record().partition())
                    .addKeyValue("offset", letter.record().offset())
                    .addKeyValue("errorCode", letter.code())
                    .log("A change event can never be applied; it is in the dead-letter topic");
        }
    }

    void unattributable(ConsumerRecord<byte[], byte[]> poison) {
        log.atDebug()
                .addKeyValue("topic", poison.topic())
                .addKeyValue("offset", poison.offset())
                .log("A dead letter names no document");
    }
}
