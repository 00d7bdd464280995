package io.millrace.local.qdrant.point;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The vectors of one point in stored form, by vector name; a point may have any of a collection's vectors, or none.
 *
 * @param dense dense vectors, never changed after this record is made
 * @param sparse sparse vectors
 */
public record PointVectors(Map<String, float[]> dense, Map<String, SparseWeights> sparse) {

    /** No vectors at all. */
    public static final PointVectors NONE = new PointVectors(Map.of(), Map.of());

    /** These vectors, with those of another set added or put in their place. */
    public PointVectors with(PointVectors others) {
        Map<String, float[]> mergedDense = new TreeMap<>(dense);
        mergedDense.putAll(others.dense);
        Map<String, SparseWeights> mergedSparse = new TreeMap<>(sparse);
        mergedSparse.putAll(others.sparse);
        return new PointVectors(mergedDense, mergedSparse);
    }

    /** These vectors without those of the given names. */
    public PointVectors without(Set<String> names) {
        Map<String, float[]> keptDense = new LinkedHashMap<>(dense);
        keptDense.keySet().removeAll(names);
        Map<String, SparseWeights> keptSparse = new LinkedHashMap<>(sparse);
        keptSparse.keySet().removeAll(names);
        return new PointVectors(keptDense, keptSparse);
    }

    /** Whether the point has a vector of this name. */
    public boolean has(String name) {
        return dense.containsKey(name) || sparse.containsKey(name);
    }
}
