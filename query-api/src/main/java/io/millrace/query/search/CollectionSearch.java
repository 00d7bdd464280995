package io.millrace.query.search;

import io.millrace.query.collection.CollectionRow;
import io.millrace.query.point.FoundPoint;
import io.millrace.query.point.PointQuery;
import io.millrace.query.point.PointSearch;
import io.millrace.query.point.PointSearchException;
import io.millrace.query.point.PointSearchException.Reason;
import io.millrace.query.problem.ProblemCode;
import io.millrace.query.search.SearchAnswer.CollectionError;
import io.qdrant.client.grpc.Common.Filter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Searches collections at the same time, each until the same deadline. Thread-safe. */
@Component
class CollectionSearch {

    private final PointSearch points;

    CollectionSearch(PointSearch points) {
        this.points = points;
    }

    /**
     * What the collections answered.
     *
     * @param candidates best first within each collection
     * @param more whether a collection may have further points
     */
    record Found(List<Candidate> candidates, List<CollectionError> errors, boolean more) {}

    /** @param vectors by collection, in the order of the request */
    @SuppressWarnings("ArrayRecordComponent")
    record Plan(
            Map<CollectionRow, float[]> vectors,
            int limit,
            @Nullable Float scoreThreshold,
            @Nullable Filter filter) {

        Plan {
            vectors = new LinkedHashMap<>(vectors);
        }
    }

    /** @param deadline of {@link System#nanoTime()} */
    Found search(Plan plan, long deadline) throws InterruptedException {
        Map<CollectionRow, CompletableFuture<List<FoundPoint>>> calls = new LinkedHashMap<>();
        Duration timeout = Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
        plan.vectors()
                .forEach((collection, vector) -> calls.put(
                        collection,
                        points.search(new PointQuery(
                                collection.vectorStoreName(),
                                vector,
                                plan.limit(),
                                plan.scoreThreshold(),
                                plan.filter(),
                                timeout))));
        List<Candidate> candidates = new ArrayList<>();
        List<CollectionError> errors = new ArrayList<>();
        boolean more = false;
        for (Map.Entry<CollectionRow, CompletableFuture<List<FoundPoint>>> call : calls.entrySet()) {
            CollectionRow collection = call.getKey();
            try {
                List<FoundPoint> found =
                        call.getValue().get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
                found.forEach(point -> candidates.add(new Candidate(collection, point)));
                more |= found.size() >= plan.limit();
            } catch (TimeoutException e) {
                errors.add(error(collection, Reason.TIMEOUT, "Qdrant gave no answer in time."));
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof PointSearchException failure)) {
                    throw new IllegalStateException("a search failed in a way that is not known", e);
                }
                errors.add(error(collection, failure.reason(), String.valueOf(failure.getMessage())));
            }
        }
        return new Found(candidates, errors, more);
    }

    private static CollectionError error(CollectionRow collection, Reason reason, String detail) {
        return new CollectionError(collection.name(), code(reason).code(), detail);
    }

    private static ProblemCode code(Reason reason) {
        return switch (reason) {
            case TIMEOUT -> ProblemCode.SEARCH_TIMEOUT;
            case UNAVAILABLE -> ProblemCode.QDRANT_UNAVAILABLE;
            case INDEX_MISSING -> ProblemCode.INDEX_MISSING;
            case REFUSED -> ProblemCode.INTERNAL;
        };
    }
}
