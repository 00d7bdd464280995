package io.millrace.local.qdrant.index;

import io.millrace.local.qdrant.filter.PointView;
import io.millrace.local.qdrant.point.PointKey;
import io.millrace.local.qdrant.point.PointVectors;
import io.qdrant.client.grpc.JsonWithInt.Value;
import java.util.Map;

/**
 * One point with everything that is known of it.
 *
 * @param key the identifier
 * @param version the number of the operation that last wrote it
 * @param payload the payload, empty for none
 * @param vectors the vectors in stored form
 */
public record StoredPoint(PointKey key, long version, Map<String, Value> payload, PointVectors vectors)
        implements PointView {

    @Override
    public boolean hasVector(String name) {
        return vectors.has(name);
    }

    /** This point with another payload and other vectors. */
    public StoredPoint with(Map<String, Value> newPayload, PointVectors newVectors) {
        return new StoredPoint(key, version, newPayload, newVectors);
    }
}
