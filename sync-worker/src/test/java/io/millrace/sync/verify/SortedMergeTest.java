package io.millrace.sync.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sync.verify.Difference.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SortedMergeTest {

    private static final UUID LOW = UUID.fromString("10000000-0000-5000-8000-000000000000");
    private static final UUID MID = UUID.fromString("7fffffff-0000-5000-8000-000000000000");
    private static final UUID HIGH = UUID.fromString("f0000000-0000-5000-8000-000000000000");

    @Test
    void idsAreOrderedByTheirBytesUnsigned() {
        assertThat(SortedMerge.compare(MID, HIGH)).isNegative();
        assertThat(SortedMerge.compare(new UUID(1, 2), new UUID(1, -2))).isNegative();
    }

    @Test
    void missingOrphanedAndStaleAreToldApart() {
        List<Difference> found = new ArrayList<>();
        SortedMerge.Counts counts = SortedMerge.compare(
                List.of(state(LOW, 1, "a"), state(MID, 2, "b")).iterator(),
                List.of(state(MID, 1, "b"), state(HIGH, 1, "c")).iterator(),
                found::add);

        assertThat(found)
                .extracting(Difference::kind, Difference::chunkId)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(Kind.MISSING, LOW),
                        org.assertj.core.groups.Tuple.tuple(Kind.STALE, MID),
                        org.assertj.core.groups.Tuple.tuple(Kind.ORPHANED, HIGH));
        assertThat(counts).isEqualTo(new SortedMerge.Counts(2, 2));
    }

    @Test
    void otherContentUnderTheSameVersionIsStale() {
        List<Difference> found = new ArrayList<>();
        SortedMerge.compare(
                List.of(state(LOW, 1, "a")).iterator(),
                List.of(state(LOW, 1, "b")).iterator(),
                found::add);
        assertThat(found).singleElement().satisfies(d -> assertThat(d.kind()).isEqualTo(Kind.STALE));
    }

    @Test
    void equalSidesHaveNoDifference() {
        List<Difference> found = new ArrayList<>();
        List<ChunkState> states = List.of(state(LOW, 1, "a"), state(HIGH, 4, "b"));
        SortedMerge.compare(states.iterator(), states.iterator(), found::add);
        assertThat(found).isEmpty();
    }

    private static ChunkState state(UUID id, long version, String hash) {
        return new ChunkState(id, version, hash, null);
    }
}
