package io.millrace.sync.point;

import io.millrace.schemas.changeevent.ChangeEvent.ChunkUpsert;
import io.millrace.sync.point.PointWrite.Deletes;
import io.millrace.sync.point.PointWrite.Guarded;
import io.millrace.sync.point.PointWrite.GuardedDelete;
import io.millrace.sync.point.PointWrite.GuardedUpsert;
import io.millrace.sync.point.PointWrite.Upserts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/** Cuts points with distinct ids into requests that a server takes gladly. */
public final class PointWrites {

    /** Most points in a request: each costs the server a flush and a refresh, whatever is in it. */
    public static final int MAX_POINTS = 512;

    /** Most bytes of points in a request, roughly, but for a single point that is larger by itself. */
    public static final long MAX_BYTES = 4L * 1024 * 1024;

    private static final long DELETE_BYTES = 64;

    /** Ids, keys and hashes of a point. */
    private static final long FIXED_BYTES = 512;

    private PointWrites() {}

    /** Requests with disjoint ids: they may be sent in any order, and at once. */
    public static List<PointWrite> of(
            String collection, Collection<GuardedUpsert> upserts, Collection<GuardedDelete> deletes) {
        List<PointWrite> writes = new ArrayList<>();
        for (List<GuardedUpsert> part : cut(upserts, u -> bytes(u.chunk()))) {
            writes.add(new Upserts(collection, part));
        }
        for (List<GuardedDelete> part : cut(deletes, d -> DELETE_BYTES)) {
            writes.add(new Deletes(collection, part));
        }
        return writes;
    }

    private static long bytes(ChunkUpsert chunk) {
        long metadata = 0;
        for (Map.Entry<String, String> entry : chunk.metadata().entrySet()) {
            metadata += entry.getKey().length() + entry.getValue().length();
        }
        return FIXED_BYTES
                + chunk.text().length()
                + metadata
                + (long) Float.BYTES * chunk.vector().length
                + (long) (Integer.BYTES + Float.BYTES) * chunk.sparseIndices().length;
    }

    private static <P extends Guarded> List<List<P>> cut(Collection<P> points, ToLongFunction<P> size) {
        List<List<P>> parts = new ArrayList<>();
        List<P> part = new ArrayList<>();
        long bytes = 0;
        for (P point : points.stream()
                .sorted(Comparator.comparingLong(Guarded::version))
                .toList()) {
            long more = size.applyAsLong(point);
            if (!part.isEmpty() && (part.size() == MAX_POINTS || bytes + more > MAX_BYTES)) {
                parts.add(part);
                part = new ArrayList<>();
                bytes = 0;
            }
            part.add(point);
            bytes += more;
        }
        if (!part.isEmpty()) {
            parts.add(part);
        }
        return parts;
    }
}
