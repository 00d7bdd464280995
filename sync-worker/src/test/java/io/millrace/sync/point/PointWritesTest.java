package io.millrace.sync.point;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.changeevent.ChangeEvent.ChunkUpsert;
import io.millrace.schemas.id.ChunkId;
import io.millrace.schemas.id.CollectionId;
import io.millrace.schemas.id.ContentHash;
import io.millrace.schemas.id.DocumentId;
import io.millrace.sync.point.PointWrite.GuardedDelete;
import io.millrace.sync.point.PointWrite.GuardedUpsert;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PointWritesTest {

    @Test
    void noRequestHasMoreThan512Points() {
        List<PointWrite> writes = PointWrites.of("c", upserts(1200, 10), List.of());
        assertThat(writes).extracting(write -> write.points().size()).containsExactly(512, 512, 176);
        assertThat(writes.stream().flatMap(write -> write.points().stream()).map(PointWrite.Guarded::id))
                .doesNotHaveDuplicates()
                .hasSize(1200);
    }

    @Test
    void noRequestHasMoreThan4MegabytesUnlessOnePointAloneHas() {
        assertThat(PointWrites.of("c", upserts(5, 7 * 1024 * 256), List.of()))
                .extracting(write -> write.points().size())
                .containsExactly(2, 2, 1);
        assertThat(PointWrites.of("c", upserts(2, 5 * 1024 * 1024), List.of())).hasSize(2);
    }

    @Test
    void pointsOfOneVersionShareARequest() {
        List<GuardedDelete> deletes = IntStream.range(0, 1024)
                .mapToObj(i -> new GuardedDelete(UUID.randomUUID(), i % 2))
                .toList();
        assertThat(PointWrites.of("c", List.of(), deletes))
                .allSatisfy(write -> assertThat(write.points().stream()
                                .map(PointWrite.Guarded::version)
                                .distinct())
                        .hasSize(1));
    }

    @Test
    void aGuardOfOneVersionIsOneRange() {
        var filter = VersionGuard.ofUpserts(upserts(3, 10));
        assertThat(filter.getMustCount()).isEqualTo(1);
        assertThat(filter.getMust(0).getField().getRange().getLt()).isEqualTo(1);
        assertThat(filter.getShouldCount()).isZero();
    }

    @Test
    void aGuardOfSeveralVersionsNamesThePointsOfEach() {
        UUID a = UUID.randomUUID();
        UUID b = UUID.randomUUID();
        var filter = VersionGuard.ofDeletes(List.of(new GuardedDelete(a, 4), new GuardedDelete(b, 9)));
        assertThat(filter.getShouldList()).hasSize(2);
        var first = filter.getShould(0).getFilter();
        assertThat(first.getMust(0).getHasId().getHasId(0).getUuid()).isEqualTo(a.toString());
        assertThat(first.getMust(1).getField().getRange().getLte()).isEqualTo(4);
    }

    private static List<GuardedUpsert> upserts(int count, int bytes) {
        String text = "x".repeat(bytes);
        CollectionId collection = CollectionId.random();
        DocumentId document = DocumentId.of(collection, "d.md");
        ContentHash hash = ContentHash.ofText(text);
        return IntStream.range(0, count)
                .mapToObj(i -> new GuardedUpsert(new ChunkUpsert(
                        ChunkId.of(document, hash, i),
                        collection,
                        document,
                        1,
                        text,
                        hash,
                        null,
                        null,
                        1,
                        null,
                        "d.md",
                        Map.of(),
                        "hashing",
                        new float[4],
                        new int[0],
                        new float[0])))
                .toList();
    }
}
