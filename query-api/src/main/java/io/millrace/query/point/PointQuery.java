package io.millrace.query.point;

import io.millrace.schemas.id.VectorStoreName;
import io.qdrant.client.grpc.Common.Filter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What to find in one collection.
 *
 * @param vector as many values as the collection has dimensions; handed over, not copied
 * @param limit most points in the answer
 * @param scoreThreshold points that are worse are left out; no bound when null
 * @param filter nothing is left out when null
 * @param timeout how long the answer may take
 */
@SuppressWarnings("ArrayRecordComponent")
public record PointQuery(
        VectorStoreName store,
        float[] vector,
        int limit,
        @Nullable Float scoreThreshold,
        @Nullable Filter filter,
        Duration timeout) {}
