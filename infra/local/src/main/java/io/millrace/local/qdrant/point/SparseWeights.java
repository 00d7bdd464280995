package io.millrace.local.qdrant.point;

import io.millrace.local.qdrant.failure.QdrantStatus;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.lucene.util.BytesRef;

/**
 * A sparse vector: distinct dimensions in unsigned order, with their weights. Instances are never changed after they are
 * made, and share their arrays with whoever made them.
 */
public final class SparseWeights {

    private final int[] dimensions;
    private final float[] weights;

    private SparseWeights(int[] dimensions, float[] weights) {
        this.dimensions = dimensions;
        this.weights = weights;
    }

    /**
     * Sorts and checks a sparse vector ({@code validate_sparse_vector_impl} in
     * {@code lib/sparse/src/common/sparse_vector.rs}).
     *
     * @throws io.grpc.StatusRuntimeException INVALID_ARGUMENT for lengths that differ, or a dimension named twice
     */
    public static SparseWeights of(List<Integer> dimensions, List<Float> weights) {
        if (dimensions.size() != weights.size()) {
            throw QdrantStatus.validation("values", "must be the same length as indices");
        }
        int[] order = IntStream.range(0, dimensions.size())
                .boxed()
                .sorted((a, b) -> Integer.compareUnsigned(dimensions.get(a), dimensions.get(b)))
                .mapToInt(Integer::intValue)
                .toArray();
        int[] sortedDimensions = new int[order.length];
        float[] sortedWeights = new float[order.length];
        for (int i = 0; i < order.length; i++) {
            sortedDimensions[i] = dimensions.get(order[i]);
            sortedWeights[i] = weights.get(order[i]);
            if (i > 0 && sortedDimensions[i] == sortedDimensions[i - 1]) {
                throw QdrantStatus.validation("indices", "must be unique");
            }
            if (!Float.isFinite(sortedWeights[i])) {
                throw QdrantStatus.wrongInput("A sparse vector has a weight that is not a finite number");
            }
        }
        return new SparseWeights(sortedDimensions, sortedWeights);
    }

    /** Reads what {@link #bytes} wrote. */
    public static SparseWeights fromBytes(BytesRef bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes.bytes, bytes.offset, bytes.length);
        int[] dimensions = new int[bytes.length / 8];
        float[] weights = new float[dimensions.length];
        for (int i = 0; i < dimensions.length; i++) {
            dimensions[i] = buffer.getInt();
            weights[i] = buffer.getFloat();
        }
        return new SparseWeights(dimensions, weights);
    }

    /** The stored form: pairs of a dimension and a weight, 8 bytes each. */
    public BytesRef bytes() {
        ByteBuffer buffer = ByteBuffer.allocate(dimensions.length * 8);
        for (int i = 0; i < dimensions.length; i++) {
            buffer.putInt(dimensions[i]).putFloat(weights[i]);
        }
        return new BytesRef(buffer.array());
    }

    /** The number of dimensions with a weight. */
    public int size() {
        return dimensions.length;
    }

    /** The dimension at a position, an unsigned 32-bit number. */
    public int dimension(int position) {
        return dimensions[position];
    }

    /** The weight at a position. */
    public float weight(int position) {
        return weights[position];
    }

    /** This vector with each weight multiplied by a factor of its own. */
    public SparseWeights scaledBy(float[] factors) {
        float[] scaled = new float[weights.length];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = weights[i] * factors[i];
        }
        return new SparseWeights(dimensions, scaled);
    }
}
