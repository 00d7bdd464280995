package io.millrace.sync.verify;

import java.util.Iterator;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Compares two streams of chunks in id order, each without repetition, holding one of each at a time. */
final class SortedMerge {

    /** How much was compared. */
    record Counts(long chunks, long points) {}

    private SortedMerge() {}

    static Counts compare(
            Iterator<ChunkState> postgres, Iterator<ChunkState> qdrant, Consumer<Difference> differences) {
        long chunks = 0;
        long points = 0;
        ChunkState left = next(postgres);
        ChunkState right = next(qdrant);
        while (left != null || right != null) {
            int order = left == null ? 1 : right == null ? -1 : compare(left.id(), right.id());
            Difference difference = Difference.between(order <= 0 ? left : null, order >= 0 ? right : null);
            if (difference != null) {
                differences.accept(difference);
            }
            if (order <= 0) {
                chunks++;
                left = next(postgres);
            }
            if (order >= 0) {
                points++;
                right = next(qdrant);
            }
        }
        return new Counts(chunks, points);
    }

    /** By the 16 bytes, unsigned, as PostgreSQL and Qdrant do. {@link UUID#compareTo} is signed. */
    static int compare(UUID a, UUID b) {
        int high = Long.compareUnsigned(a.getMostSignificantBits(), b.getMostSignificantBits());
        return high != 0 ? high : Long.compareUnsigned(a.getLeastSignificantBits(), b.getLeastSignificantBits());
    }

    private static @Nullable ChunkState next(Iterator<ChunkState> states) {
        return states.hasNext() ? states.next() : null;
    }
}
