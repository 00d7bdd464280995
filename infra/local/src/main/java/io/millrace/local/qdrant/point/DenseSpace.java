package io.millrace.local.qdrant.point;

import io.millrace.local.qdrant.failure.QdrantStatus;
import io.qdrant.client.grpc.Collections.Datatype;
import io.qdrant.client.grpc.Collections.VectorParams;

/**
 * A dense vector space of a collection.
 *
 * @param name the vector name, empty for the unnamed vector
 * @param dimension the number of elements, 1 to {@value #MAX_DIMENSION}
 * @param metric how vectors are compared
 * @param datatype the precision that stored elements are rounded to
 */
public record DenseSpace(String name, int dimension, DistanceMetric metric, Datatype datatype) {

    /** The widest vector that this server indexes; Qdrant itself allows 65536. */
    public static final int MAX_DIMENSION = 4096;

    private static final float UNIT_TOLERANCE = 1e-6f;

    static DenseSpace of(String name, VectorParams params) {
        if (params.getSize() < 1 || params.getSize() > 65536) {
            throw QdrantStatus.validation(
                    "vectors_config.size", "value " + params.getSize() + " invalid, must be from 1 to 65536");
        }
        if (params.getSize() > MAX_DIMENSION) {
            throw QdrantStatus.unimplemented("a vector of more than " + MAX_DIMENSION + " dimensions");
        }
        if (params.hasMultivectorConfig()) {
            throw QdrantStatus.unimplemented("multivector_config");
        }
        return new DenseSpace(
                name, (int) params.getSize(), DistanceMetric.of(params.getDistance()), params.getDatatype());
    }

    /**
     * A vector as it is stored: of the right dimension, at unit length for {@link DistanceMetric#COSINE}, rounded to the
     * datatype. A vector in that form already is returned as it is.
     *
     * @throws io.grpc.StatusRuntimeException INVALID_ARGUMENT for a wrong dimension or an element that is not finite
     */
    public float[] stored(float[] vector) {
        float[] prepared = query(vector);
        return switch (datatype) {
            case Float16 -> {
                float[] rounded = new float[prepared.length];
                for (int i = 0; i < rounded.length; i++) {
                    rounded[i] = Float.float16ToFloat(Float.floatToFloat16(prepared[i]));
                }
                yield rounded;
            }
            case Uint8 -> {
                float[] rounded = new float[prepared.length];
                for (int i = 0; i < rounded.length; i++) {
                    rounded[i] = Math.clamp((int) prepared[i], 0, 255);
                }
                yield rounded;
            }
            case Default, Float32, UNRECOGNIZED -> prepared;
        };
    }

    /** A vector as a query compares it with stored ones: checked and, for cosine, at unit length. */
    public float[] query(float[] vector) {
        if (vector.length != dimension) {
            throw QdrantStatus.wrongInput(
                    "Vector dimension error: expected dim: " + dimension + ", got " + vector.length);
        }
        double squares = 0;
        for (float element : vector) {
            squares += (double) element * element;
        }
        if (!Double.isFinite(squares)) {
            throw QdrantStatus.wrongInput("Vector `" + name + "` has an element that is not a finite number");
        }
        // Qdrant's cosine_preprocess (lib/segment/src/spaces/simple.rs) leaves zero and unit vectors as they are
        if (metric != DistanceMetric.COSINE || squares < Float.MIN_NORMAL || Math.abs(squares - 1) <= UNIT_TOLERANCE) {
            return vector;
        }
        double length = Math.sqrt(squares);
        float[] unit = new float[vector.length];
        for (int i = 0; i < unit.length; i++) {
            unit[i] = (float) (vector[i] / length);
        }
        return unit;
    }
}
