package io.millrace.query.search;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.millrace.query.search.SearchAnswer.Timings;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** What is measured of searches: {@code millrace.search.stage}, {@code millrace.search.dropped}, {@code millrace.search.partial}. */
@Component
class SearchMetrics {

    private final Timer collections;
    private final Timer embed;
    private final Timer search;
    private final Timer enrich;
    private final Timer total;
    private final Counter orphaned;
    private final Counter stale;
    private final Counter partial;

    SearchMetrics(MeterRegistry meters) {
        this.collections = stage(meters, "collections");
        this.embed = stage(meters, "embed");
        this.search = stage(meters, "search");
        this.enrich = stage(meters, "enrich");
        this.total = stage(meters, "total");
        this.orphaned = dropped(meters, "orphan");
        this.stale = dropped(meters, "stale");
        this.partial = Counter.builder("millrace.search.partial")
                .description("Searches that at least one collection did not answer")
                .register(meters);
    }

    void record(Timings timings, boolean isPartial) {
        collections.record(duration(timings.collectionsMs()));
        embed.record(duration(timings.embedMs()));
        search.record(duration(timings.searchMs()));
        enrich.record(duration(timings.enrichMs()));
        total.record(duration(timings.totalMs()));
        if (isPartial) {
            partial.increment();
        }
    }

    /** A point whose chunk does not exist now, or may not be seen. */
    void orphan() {
        orphaned.increment();
    }

    /** A point that stands for other text than its chunk has, or for a version that PostgreSQL never had. */
    void stale() {
        stale.increment();
    }

    private static Timer stage(MeterRegistry meters, String stage) {
        return Timer.builder("millrace.search.stage")
                .tag("stage", stage)
                .publishPercentileHistogram()
                .register(meters);
    }

    private static Counter dropped(MeterRegistry meters, String reason) {
        return Counter.builder("millrace.search.dropped")
                .tag("reason", reason)
                .description("Points that were found but not shown")
                .register(meters);
    }

    private static Duration duration(double milliseconds) {
        return Duration.ofNanos((long) (milliseconds * 1_000_000));
    }
}
