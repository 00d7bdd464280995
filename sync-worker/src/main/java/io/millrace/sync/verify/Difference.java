package io.millrace.sync.verify;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A chunk on which the two sides disagree.
 *
 * @param postgresVersion null when Postgres does not have the chunk
 * @param qdrantVersion null when Qdrant does not have the point
 */
public record Difference(
        Kind kind,
        UUID chunkId,
        @Nullable UUID documentId,
        @Nullable Long postgresVersion,
        @Nullable Long qdrantVersion) {

    public enum Kind {
        /** Committed, but not searchable. */
        MISSING,
        /** Deleted, but still in Qdrant. */
        ORPHANED,
        /** In Qdrant with another version or content. */
        STALE
    }

    /** The difference between two states of the same chunk, if there is one. At least one side has it. */
    static @Nullable Difference between(@Nullable ChunkState postgres, @Nullable ChunkState qdrant) {
        if (postgres == null) {
            return qdrant == null
                    ? null
                    : new Difference(Kind.ORPHANED, qdrant.id(), qdrant.documentId(), null, qdrant.version());
        }
        if (qdrant == null) {
            return new Difference(Kind.MISSING, postgres.id(), postgres.documentId(), postgres.version(), null);
        }
        return postgres.sameAs(qdrant)
                ? null
                : new Difference(
                        Kind.STALE, postgres.id(), postgres.documentId(), postgres.version(), qdrant.version());
    }
}
