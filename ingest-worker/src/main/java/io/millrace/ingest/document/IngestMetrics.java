package io.millrace.ingest.document;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.millrace.ingest.document.event.RefusedEventException;
import java.util.List;
import java.util.function.Supplier;

/**
 * What ingest counts: {@code millrace.ingest.events} by outcome and code, {@code millrace.ingest.chunks} by action, {@code
 * millrace.ingest.stage} by stage, {@code millrace.ingest.duplicates} by action, and what cleaning did: {@code
 * millrace.ingest.characters.stripped}, {@code millrace.ingest.documents.cleaned}. Thread-safe.
 */
final class IngestMetrics {

    private final MeterRegistry meters;

    IngestMetrics(MeterRegistry meters) {
        this.meters = meters;
    }

    void event(Outcome outcome) {
        events(outcome, "none").increment();
    }

    void refused(RefusedEventException why) {
        events(Outcome.DEAD_LETTERED, why.code().wireName()).increment();
    }

    void committed(List<DocumentPlan.Write> plans, ChunkVectors vectors) {
        for (DocumentPlan.Write plan : plans) {
            switch (plan) {
                case DocumentPlan.Touch touch -> event(Outcome.UNCHANGED);
                case DocumentPlan.Delete delete -> {
                    event(Outcome.APPLIED);
                    chunks("deleted", delete.chunks().size());
                }
                case DocumentPlan.Upsert upsert -> {
                    event(Outcome.APPLIED);
                    chunks(upsert, vectors);
                    hygiene(upsert);
                    if (upsert.duplicateOf() != null && upsert.moves().arrival() != null) {
                        duplicates("kept");
                    }
                }
            }
            DocumentPlan.Upsert promotion = plan.moves().promotion();
            if (promotion != null) {
                duplicates("promoted");
                chunks(promotion, vectors);
            }
        }
    }

    private void chunks(DocumentPlan.Upsert upsert, ChunkVectors vectors) {
        long sent = upsert.chunks().sent().count();
        long embedded = upsert.chunks()
                .sent()
                .filter(chunk -> chunk.supplied() == null && vectors.isFresh(chunk.embedding()))
                .count();
        chunks("sent", sent);
        chunks("embedded", embedded);
        chunks("reused", sent - embedded);
        chunks("moved", upsert.chunks().moved().size());
        chunks("deleted", upsert.chunks().deleted().size());
    }

    private void hygiene(DocumentPlan.Upsert upsert) {
        if (upsert.cause() == DocumentPlan.Cause.PUBLISHED) {
            meters.counter("millrace.ingest.characters.stripped")
                    .increment(upsert.change().hygiene().stripped());
            if (upsert.change().hygiene().contentChanged()) {
                meters.counter("millrace.ingest.documents.cleaned").increment();
            }
        }
    }

    private void duplicates(String action) {
        meters.counter("millrace.ingest.duplicates", "action", action).increment();
    }

    <T> T timed(String stage, Supplier<T> work) {
        Timer.Sample sample = Timer.start(meters);
        try {
            return work.get();
        } finally {
            sample.stop(meters.timer("millrace.ingest.stage", "stage", stage));
        }
    }

    private Counter events(Outcome outcome, String code) {
        return meters.counter("millrace.ingest.events", "outcome", outcome.tag(), "code", code);
    }

    private void chunks(String action, long count) {
        meters.counter("millrace.ingest.chunks", "action", action).increment((double) count);
    }
}
