package io.millrace.local.qdrant.filter;

import io.millrace.local.qdrant.point.PointKey;
import io.qdrant.client.grpc.JsonWithInt.Value;
import java.util.Map;

/** What a condition may ask of one stored point. Answers may be read lazily; a view is for one thread. */
public interface PointView {

    /** The identifier. */
    PointKey key();

    /** The payload, empty when the point has none. */
    Map<String, Value> payload();

    /** Whether the point has a vector of this name. */
    boolean hasVector(String name);
}
