package io.millrace.query.ratelimit;

import io.github.bucket4j.TimeMeter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.query.collection.CollectionLimitsStore;
import io.millrace.query.collection.CollectionRow;
import io.millrace.query.problem.ProblemCode;
import io.millrace.query.problem.ProblemException;
import io.millrace.schemas.id.CollectionId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Holds searches of a collection to the collection's own limit, all callers together. A limit that changed holds after at most
 * five seconds. Thread-safe.
 */
@Component
public final class CollectionRates {

    private record Limited(CollectionId collection, int requestsPerMinute) {}

    private final CollectionLimitsStore store;
    private final RateLimiter<Limited> searches;
    private final Counter refused;

    CollectionRates(CollectionLimitsStore store, TimeMeter clock, MeterRegistry meters) {
        this.store = store;
        this.searches = new RateLimiter<>(
                limited -> new Rate(limited.requestsPerMinute(), limited.requestsPerMinute()), Rate.WINDOW, clock);
        this.refused = RateLimitFilter.refusals(meters, "collection");
    }

    /**
     * One search of each of these.
     *
     * @throws ProblemException {@link ProblemCode#RATE_LIMITED} if one of them was searched too often; then it counts for none
     */
    public void take(Collection<CollectionRow> collections) {
        List<Limited> taken = new ArrayList<>();
        for (CollectionRow collection : collections) {
            Integer limit = store.recent(collection.id()).maxRequestsPerMinute();
            if (limit == null) {
                continue;
            }
            Limited limited = new Limited(collection.id(), limit);
            Decision decision = searches.take(limited);
            if (!decision.allowed()) {
                taken.forEach(searches::giveBack);
                refused.increment();
                throw new ProblemException(
                        ProblemCode.RATE_LIMITED,
                        "the collection '" + collection.name() + "' may be searched " + limit
                                + " times a minute, by all together: come again in "
                                + Decision.seconds(decision.retryAfter()) + " s.",
                        decision.retryAfter());
            }
            taken.add(limited);
        }
    }
}
