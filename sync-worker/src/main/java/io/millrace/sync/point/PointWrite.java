package io.millrace.sync.point;

import io.millrace.schemas.changeevent.ChangeEvent.ChunkUpsert;
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

    /** Replaces the point unless it has the chunk's version or a newer one. The point is made when the request goes out. */
    record GuardedUpsert(ChunkUpsert chunk) implements Guarded {
        @Override
        public UUID id() {
            return chunk.chunkId().value();
        }

        @Override
        public long version() {
            return chunk.version();
        }
    }

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
