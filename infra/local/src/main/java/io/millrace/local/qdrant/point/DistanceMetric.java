package io.millrace.local.qdrant.point;

import io.millrace.local.qdrant.failure.QdrantStatus;
import io.qdrant.client.grpc.Collections.Distance;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.util.VectorUtil;

/** How two dense vectors of a space are compared. Scores are what Qdrant reports, not Lucene's normalised ones. */
public enum DistanceMetric {
    /** Cosine similarity; vectors are stored at unit length, as Qdrant does. */
    COSINE(VectorSimilarityFunction.DOT_PRODUCT, true),
    /** Inner product of vectors of any length. */
    DOT(VectorSimilarityFunction.MAXIMUM_INNER_PRODUCT, true),
    /** Euclidean distance: smaller is better. */
    EUCLID(VectorSimilarityFunction.EUCLIDEAN, false),
    /** Sum of absolute differences: smaller is better. Lucene has no graph for it, so search is always exact. */
    MANHATTAN(VectorSimilarityFunction.EUCLIDEAN, false);

    private final VectorSimilarityFunction similarity;
    private final boolean largerIsBetter;

    DistanceMetric(VectorSimilarityFunction similarity, boolean largerIsBetter) {
        this.similarity = similarity;
        this.largerIsBetter = largerIsBetter;
    }

    /** Reads the metric of a collection's configuration. */
    public static DistanceMetric of(Distance distance) {
        return switch (distance) {
            case Cosine -> COSINE;
            case Dot -> DOT;
            case Euclid -> EUCLID;
            case Manhattan -> MANHATTAN;
            case UnknownDistance -> throw QdrantStatus.invalidArgument("Malformed distance parameter: UnknownDistance");
            case UNRECOGNIZED ->
                throw QdrantStatus.invalidArgument("Malformed distance parameter, unexpected value: " + distance);
        };
    }

    /** What Lucene's graph and scorers use for this metric. */
    public VectorSimilarityFunction similarity() {
        return similarity;
    }

    /** Whether a higher score is a better hit. */
    public boolean largerIsBetter() {
        return largerIsBetter;
    }

    /** The score of two stored-form vectors of equal dimension. */
    public float score(float[] a, float[] b) {
        return switch (this) {
            case COSINE, DOT -> VectorUtil.dotProduct(a, b);
            case EUCLID -> (float) Math.sqrt(VectorUtil.squareDistance(a, b));
            case MANHATTAN -> {
                float sum = 0;
                for (int i = 0; i < a.length; i++) {
                    sum += Math.abs(a[i] - b[i]);
                }
                yield sum;
            }
        };
    }
}
