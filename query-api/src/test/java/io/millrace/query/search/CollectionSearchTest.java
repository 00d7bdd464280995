package io.millrace.query.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.query.access.Role;
import io.millrace.query.collection.ChunkingStrategy;
import io.millrace.query.collection.CollectionRow;
import io.millrace.query.collection.CollectionStatus;
import io.millrace.query.collection.Distance;
import io.millrace.query.collection.Quantization;
import io.millrace.query.point.FoundPoint;
import io.millrace.query.point.PointSearch;
import io.millrace.query.point.PointSearchException;
import io.millrace.query.point.PointSearchException.Reason;
import io.millrace.query.search.CollectionSearch.Found;
import io.millrace.query.search.CollectionSearch.Plan;
import io.millrace.schemas.id.ChunkId;
import io.millrace.schemas.id.CollectionId;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class CollectionSearchTest {

    private static final float[] VECTOR = {1f};

    private final CollectionRow quick = collection("quick");
    private final CollectionRow slow = collection("slow");
    private final FoundPoint point = new FoundPoint(new ChunkId(UUID.randomUUID()), 0.5f, 1, "");

    @Test
    void collectionThatIsTooSlowIsReportedAndTheRestIsAnswered() throws Exception {
        PointSearch points = query -> query.store().equals(slow.vectorStoreName())
                ? new CompletableFuture<>()
                : CompletableFuture.completedFuture(List.of(point));
        long begun = System.nanoTime();
        Found found = search(points, Duration.ofMillis(150), slow, quick);
        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .isBetween(Duration.ofMillis(140), Duration.ofSeconds(3));
        assertThat(found.candidates()).containsExactly(new Candidate(quick, point));
        assertThat(found.errors())
                .singleElement()
                .satisfies(error -> assertThat(error.code()).isEqualTo("search-timeout"))
                .satisfies(error -> assertThat(error.collection()).isEqualTo("slow"));
    }

    @Test
    void everyReasonHasItsOwnCode() throws Exception {
        Map<Reason, String> codes = Map.of(
                Reason.TIMEOUT, "search-timeout",
                Reason.UNAVAILABLE, "qdrant-unavailable",
                Reason.INDEX_MISSING, "index-missing",
                Reason.REFUSED, "internal");
        for (Reason reason : Reason.values()) {
            PointSearch failing =
                    query -> CompletableFuture.failedFuture(new PointSearchException(reason, "A sentence.", null));
            assertThat(search(failing, Duration.ofSeconds(1), quick).errors())
                    .singleElement()
                    .satisfies(error -> assertThat(error.code()).isEqualTo(codes.get(reason)));
        }
    }

    @Test
    void whatIsNotKnownIsNotHidden() {
        PointSearch broken = query -> CompletableFuture.failedFuture(new IllegalArgumentException("a defect"));
        assertThatThrownBy(() -> search(broken, Duration.ofSeconds(1), quick))
                .isInstanceOf(IllegalStateException.class)
                .hasRootCauseMessage("a defect");
    }

    private static Found search(PointSearch points, Duration timeout, CollectionRow... collections) throws Exception {
        Map<CollectionRow, float[]> vectors = new LinkedHashMap<>();
        for (CollectionRow collection : collections) {
            vectors.put(collection, VECTOR);
        }
        return new CollectionSearch(points)
                .search(new Plan(vectors, 10, null, null), System.nanoTime() + timeout.toNanos());
    }

    private static CollectionRow collection(String name) {
        return new CollectionRow(
                CollectionId.random(),
                name,
                null,
                0,
                "hashing-384",
                1,
                Distance.COSINE,
                Quantization.NONE,
                ChunkingStrategy.AUTO,
                200,
                0,
                4,
                CollectionStatus.READY,
                null,
                1,
                Instant.EPOCH,
                Instant.EPOCH,
                false,
                "operator",
                Role.OWNER,
                UUID.randomUUID(),
                "{}");
    }
}
