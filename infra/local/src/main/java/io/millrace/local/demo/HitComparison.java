package io.millrace.local.demo;

import java.util.List;
import java.util.Locale;

/**
 * Proof that two rounds of the same queries found the same: chunk ids in the same order.
 *
 * @param hits compared
 * @param largestScoreDifference of two hits with the same place
 */
record HitComparison(int queries, int hits, double largestScoreDifference) {
    /** A score is the inner product of 32-bit floats, whose order of summation may differ between two indexes. */
    static final double TOLERANCE = 1e-6;

    /**
     * Compares.
     *
     * @throws DemoFailedException naming the first query and rank that differ, and when there is nothing to compare
     */
    static HitComparison require(List<Answer> before, List<Answer> after) {
        if (before.size() != after.size()) {
            throw new DemoFailedException(
                    "There were " + before.size() + " answers before and " + after.size() + " after.");
        }
        int hits = 0;
        double largest = 0;
        for (int i = 0; i < before.size(); i++) {
            largest = Math.max(largest, largestDifference(before.get(i), after.get(i)));
            hits += before.get(i).hits().size();
        }
        if (hits == 0) {
            throw new DemoFailedException("There were no hits to compare.");
        }
        return new HitComparison(before.size(), hits, largest);
    }

    private static double largestDifference(Answer before, Answer after) {
        String query = "\"" + before.query() + "\"";
        if (!before.query().equals(after.query())
                || before.hits().size() != after.hits().size()) {
            throw new DemoFailedException("The query " + query + " had "
                    + before.hits().size() + " hits before and " + after.hits().size() + " after.");
        }
        double largest = 0;
        for (int i = 0; i < before.hits().size(); i++) {
            Hit old = before.hits().get(i);
            Hit now = after.hits().get(i);
            double difference = Math.abs(old.score() - now.score());
            if (!old.chunkId().equals(now.chunkId())) {
                throw new DemoFailedException("The query " + query + " found chunk " + old.chunkId() + " at rank "
                        + old.rank() + " before, and chunk " + now.chunkId() + " after.");
            }
            // Not with >, which no NaN ever is
            if (!(difference <= TOLERANCE)) {
                throw new DemoFailedException(String.format(
                        Locale.ROOT,
                        "The query %s gave chunk %s a score of %.8f before, and of %.8f after.",
                        query,
                        old.chunkId(),
                        old.score(),
                        now.score()));
            }
            largest = Math.max(largest, difference);
        }
        return largest;
    }
}
