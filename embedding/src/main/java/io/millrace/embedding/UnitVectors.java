package io.millrace.embedding;

/** Vectors of Euclidean length 1. */
final class UnitVectors {

    private static final double TOLERANCE = 1e-3;

    private UnitVectors() {}

    /** Scales in place, in double precision. A vector without a direction (zeros, NaN, infinity) comes back unscaled. */
    static float[] normalise(float[] vector) {
        double length = length(vector);
        if (length > 0 && Double.isFinite(length)) {
            for (int i = 0; i < vector.length; i++) {
                vector[i] = (float) (vector[i] / length);
            }
        }
        return vector;
    }

    static boolean isNormalised(float[] vector) {
        return Math.abs(length(vector) - 1) <= TOLERANCE;
    }

    private static double length(float[] vector) {
        double squares = 0;
        for (float component : vector) {
            squares += (double) component * component;
        }
        return Math.sqrt(squares);
    }
}
