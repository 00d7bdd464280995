package io.millrace.local.qdrant.point;

import io.millrace.local.qdrant.failure.QdrantStatus;
import io.qdrant.client.grpc.Collections.CollectionParams;
import io.qdrant.client.grpc.Collections.Modifier;
import io.qdrant.client.grpc.Points.Vector;
import io.qdrant.client.grpc.Points.Vectors;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The vector spaces of a collection.
 *
 * @param unnamed whether the collection was made with one unnamed vector
 * @param dense dense spaces by name; the unnamed one is named {@code ""}
 * @param sparse sparse spaces by name
 */
public record VectorSchema(boolean unnamed, Map<String, DenseSpace> dense, Map<String, Modifier> sparse) {

    /** Copies the maps. */
    public VectorSchema {
        dense = Map.copyOf(dense);
        sparse = Map.copyOf(sparse);
    }

    /**
     * Reads and checks the vector spaces of a collection's parameters.
     *
     * @throws io.grpc.StatusRuntimeException INVALID_ARGUMENT, or UNIMPLEMENTED for what this server cannot index
     */
    public static VectorSchema of(CollectionParams params) {
        Map<String, DenseSpace> dense = new TreeMap<>();
        Map<String, Modifier> sparse = new TreeMap<>();
        boolean unnamed = params.getVectorsConfig().hasParams();
        if (unnamed) {
            dense.put("", DenseSpace.of("", params.getVectorsConfig().getParams()));
        }
        params.getVectorsConfig()
                .getParamsMap()
                .getMapMap()
                .forEach((name, space) -> dense.put(name, DenseSpace.of(name, space)));
        params.getSparseVectorsConfig().getMapMap().forEach((name, space) -> {
            if (dense.containsKey(name)) {
                // lib/collection/src/operations/validation.rs: names are shared between dense and sparse vectors
                throw QdrantStatus.wrongInput(
                        "Dense and sparse vector names must be unique - duplicate found with '" + name + "'");
            }
            sparse.put(name, space.getModifier());
        });
        return new VectorSchema(unnamed, dense, sparse);
    }

    /** All vector names, sorted. */
    public Set<String> names() {
        Set<String> names = new TreeSet<>(dense.keySet());
        names.addAll(sparse.keySet());
        return names;
    }

    /** The dense space of this name, or INVALID_ARGUMENT as {@code check_vector} of {@code lib/segment/src/common}. */
    public DenseSpace denseSpace(String name) {
        DenseSpace space = dense.get(name);
        if (space == null) {
            throw sparse.containsKey(name)
                    ? QdrantStatus.wrongInput("Conversion between sparse and regular vectors failed")
                    : unknownName(name);
        }
        return space;
    }

    /** The modifier of the sparse space of this name, or INVALID_ARGUMENT. */
    public Modifier sparseSpace(String name) {
        Modifier modifier = sparse.get(name);
        if (modifier == null) {
            throw dense.containsKey(name)
                    ? QdrantStatus.wrongInput("Conversion between sparse and regular vectors failed")
                    : unknownName(name);
        }
        return modifier;
    }

    /** INVALID_ARGUMENT unless a space has this name. */
    public void requireName(String name) {
        if (!dense.containsKey(name) && !sparse.containsKey(name)) {
            throw unknownName(name);
        }
    }

    private static RuntimeException unknownName(String name) {
        return QdrantStatus.wrongInput("Not existing vector name error: " + name);
    }

    /** Checks the vectors of a point against these spaces and brings them into stored form. */
    public PointVectors stored(Vectors vectors) {
        return switch (vectors.getVectorsOptionsCase()) {
            case VECTOR -> stored(Map.of("", vectors.getVector()));
            case VECTORS -> stored(vectors.getVectors().getVectorsMap());
            case VECTORSOPTIONS_NOT_SET -> PointVectors.NONE;
        };
    }

    private PointVectors stored(Map<String, Vector> vectors) {
        Map<String, float[]> storedDense = new TreeMap<>();
        Map<String, SparseWeights> storedSparse = new TreeMap<>();
        vectors.forEach((name, vector) -> {
            switch (vector.getVectorCase()) {
                case DENSE ->
                    storedDense.put(
                            name,
                            denseSpace(name).stored(floats(vector.getDense().getDataList())));
                case SPARSE -> {
                    sparseSpace(name);
                    storedSparse.put(
                            name,
                            SparseWeights.of(
                                    vector.getSparse().getIndicesList(),
                                    vector.getSparse().getValuesList()));
                }
                case VECTOR_NOT_SET -> legacy(name, vector, storedDense, storedSparse);
                case MULTI_DENSE -> throw QdrantStatus.unimplemented("a multi-vector");
                case DOCUMENT, IMAGE, OBJECT -> throw QdrantStatus.unimplemented("inference of vectors");
            }
        });
        return new PointVectors(storedDense, storedSparse);
    }

    @SuppressWarnings("deprecation") // clients before 1.16 fill these fields
    private void legacy(
            String name, Vector vector, Map<String, float[]> storedDense, Map<String, SparseWeights> storedSparse) {
        if (vector.hasIndices()) {
            sparseSpace(name);
            storedSparse.put(name, SparseWeights.of(vector.getIndices().getDataList(), vector.getDataList()));
        } else if (vector.hasVectorsCount()) {
            throw QdrantStatus.unimplemented("a multi-vector");
        } else {
            storedDense.put(name, denseSpace(name).stored(floats(vector.getDataList())));
        }
    }

    /** Unboxes a protobuf list. */
    public static float[] floats(List<Float> values) {
        float[] floats = new float[values.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = values.get(i);
        }
        return floats;
    }
}
