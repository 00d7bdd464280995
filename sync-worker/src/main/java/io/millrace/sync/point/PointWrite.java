package io.millrace.sync.point;

import io.qdrant.client.grpc.Points.PointStruct;
import java.util.List;
import java.util.UUID;

/** One request to Qdrant. No two points in it have the same id. */
public sealed interface PointWrite {

    /** The alias or the generation that is written to. */
    String collection();

    /** Ids and versions, in the order of the request. */
    List<? extends Guarded> points();

    /** The same request for some of its points. */
    PointWrite part(int from, int to);

    /** A point and the version of the change to it. */
    sealed interface Guarded {
        UUID id();

        long version();
    }

    /** Replaces the point unless it has this version or a newer one. */
    record GuardedUpsert(UUID id, long version, PointStruct point) implements Guarded {}

    /** Removes the point unless it is newer than this version. */
    record GuardedDelete(UUID id, long version) implements Guarded {}

    record Upserts(String collection, List<GuardedUpsert> points) implements PointWrite {
        public Upserts {
            points = List.copyOf(points);
        }

        @Override
        public Upserts part(int from, int to) {
            return new Upserts(collection, points.subList(from, to));
        }
    }

    record Deletes(String collection, List<GuardedDelete> points) implements PointWrite {
        public Deletes {
            points = List.copyOf(points);
        }

        @Override
        public Deletes part(int from, int to) {
            return new Deletes(collection, points.subList(from, to));
        }
    }
}
