package io.millrace.embedding;

import java.util.Arrays;

/**
 * A sparse vector as Qdrant stores it. Immutable; equal by content.
 *
 * @param indices unsigned 32-bit dimensions in the bits of an int, strictly increasing as unsigned numbers
 * @param values one finite weight for each index
 */
@SuppressWarnings("ArrayRecordComponent") // copied in and out, and equal by content
public record SparseVector(int[] indices, float[] values) {

    public SparseVector {
        if (indices.length != values.length) {
            throw new IllegalArgumentException("A sparse vector needs as many values as indices, but has %d and %d"
                    .formatted(values.length, indices.length));
        }
        indices = indices.clone();
        values = values.clone();
        for (int i = 0; i < indices.length; i++) {
            if (i > 0 && Integer.compareUnsigned(indices[i - 1], indices[i]) >= 0) {
                throw new IllegalArgumentException("The indices of a sparse vector must increase strictly");
            }
            if (!Float.isFinite(values[i])) {
                throw new IllegalArgumentException("The values of a sparse vector must be finite");
            }
        }
    }

    /** A copy. */
    @Override
    public int[] indices() {
        return indices.clone();
    }

    /** A copy. */
    @Override
    public float[] values() {
        return values.clone();
    }

    /** How many dimensions are not zero. */
    public int size() {
        return indices.length;
    }

    public boolean isEmpty() {
        return indices.length == 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SparseVector that
                && Arrays.equals(indices, that.indices)
                && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(indices) + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "SparseVector[size=" + indices.length + "]";
    }
}
