package io.millrace.query.point;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Finds the points nearest to a vector. Thread-safe. */
public interface PointSearch {

    /**
     * Begins a search and does not wait for it. Best points first.
     *
     * @return fails with {@link PointSearchException}, at the latest when the query's own time is over
     */
    CompletableFuture<List<FoundPoint>> search(PointQuery query);
}
