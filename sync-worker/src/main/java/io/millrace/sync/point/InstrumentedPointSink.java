package io.millrace.sync.point;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.millrace.sync.point.PointWrite.Deletes;
import io.millrace.sync.point.PointWrite.Upserts;
import java.util.Locale;

/** Counts points and times requests, by operation and outcome. */
public final class InstrumentedPointSink implements PointSink {

    private final PointSink next;
    private final MeterRegistry meters;

    public InstrumentedPointSink(PointSink next, MeterRegistry meters) {
        this.next = next;
        this.meters = meters;
    }

    @Override
    public void write(PointWrite write) {
        String operation = switch (write) {
            case Upserts u -> "upsert";
            case Deletes d -> "delete";
        };
        Timer.Sample sample = Timer.start(meters);
        String outcome = "interrupted";
        try {
            next.write(write);
            outcome = "completed";
        } catch (VectorStoreException e) {
            outcome = e.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
            meters.counter("millrace.sync.write.errors", "operation", operation, "code", e.code())
                    .increment();
            throw e;
        } finally {
            sample.stop(meters.timer("millrace.sync.write", "operation", operation, "outcome", outcome));
            meters.counter("millrace.sync.points", "operation", operation, "outcome", outcome)
                    .increment(write.points().size());
        }
    }
}
