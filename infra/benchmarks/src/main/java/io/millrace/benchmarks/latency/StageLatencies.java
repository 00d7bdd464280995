package io.millrace.benchmarks.latency;

import io.millrace.benchmarks.Latencies;
import io.millrace.benchmarks.latency.StageWatch.Stages;
import io.millrace.benchmarks.latency.VisibilityWatch.Seen;
import java.time.Duration;
import java.util.Locale;

/**
 * Times of one kind of document, in all and by stage.
 *
 * @param ingest from the producer's send to the beginning of the transaction
 * @param relay from there to the relay's send: the transaction itself and change data capture
 * @param sync from there until the point can be read
 */
record StageLatencies(Latencies total, Latencies ingest, Latencies relay, Latencies sync) {

    static StageLatencies create() {
        return new StageLatencies(new Latencies(), new Latencies(), new Latencies(), new Latencies());
    }

    void beginRound() {
        total.beginRound();
        ingest.beginRound();
        relay.beginRound();
        sync.beginRound();
    }

    void record(Seen seen, Stages stages) {
        ingest.record(Duration.between(seen.sentAt(), stages.transactionBegan()).toNanos());
        relay.record(
                Duration.between(stages.transactionBegan(), stages.relayed()).toNanos());
        sync.record(Duration.between(stages.relayed(), seen.seenAt()).toNanos());
    }

    /** Medians of the stages, in a sentence. */
    String describe(DocumentKind kind) {
        return String.format(
                Locale.ROOT,
                "p50 by stage with %s: event to transaction %.0f ms, transaction to topic %.0f ms, topic to searchable %.0f ms;"
                        + " the longest took %.0f ms.",
                kind.label(),
                ingest.p50().median(),
                relay.p50().median(),
                sync.p50().median(),
                total.max().max());
    }
}
