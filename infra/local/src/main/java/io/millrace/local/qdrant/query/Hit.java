package io.millrace.local.qdrant.query;

import io.qdrant.client.grpc.Points.OrderValue;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * A found point.
 *
 * @param doc its document in the view that was searched
 * @param score its score, 0 for results that have none
 * @param orderValue the payload value that results were ordered by, if they were
 */
public record Hit(int doc, float score, @Nullable OrderValue orderValue) {

    static Hit of(int doc, float score) {
        return new Hit(doc, score, null);
    }

    /** Best first; equal scores in order of documents, so that an answer is stable within a view. */
    static Comparator<Hit> bestFirst(boolean largerIsBetter) {
        Comparator<Hit> byScore = (a, b) -> Float.compare(a.score, b.score);
        return (largerIsBetter ? byScore.reversed() : byScore).thenComparingInt(Hit::doc);
    }
}
