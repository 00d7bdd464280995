package io.millrace.local.qdrant;

import static io.millrace.local.qdrant.ContractTest.get;
import static io.millrace.local.qdrant.ContractTest.point;
import static io.qdrant.client.PointIdFactory.id;
import static io.qdrant.client.ValueFactory.value;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import io.qdrant.client.QdrantClient;
import io.qdrant.client.VectorsFactory;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Collections.VectorParams;
import io.qdrant.client.grpc.Common.PointId;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.RetrievedPoint;
import io.qdrant.client.grpc.Points.ScrollPoints;
import io.qdrant.client.grpc.Points.UpdateResult;
import io.qdrant.client.grpc.Points.UpdateStatus;
import io.qdrant.client.grpc.Points.Vectors;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real {@code kill -9} of the server process in the middle of writes. */
class EmbeddedQdrantCrashIT {

    private static final int BATCH = 64;
    private static final int IN_FLIGHT = 4;

    @TempDir
    private Path directory = Path.of("");

    @Test
    void whatWasAcknowledgedSurvivesKill9() throws Exception {
        Set<Long> written = ConcurrentHashMap.newKeySet();
        Set<Long> deleted = ConcurrentHashMap.newKeySet();
        AtomicLong next = new AtomicLong();
        for (int crash = 0; crash < 3; crash++) {
            try (QdrantProcess process = QdrantProcess.start(directory, "256m");
                    QdrantClient client = RunningQdrant.clientTo(process.port(), RunningQdrant.KEY)) {
                if (crash == 0) {
                    get(client.createCollectionAsync(
                            "c",
                            VectorParams.newBuilder()
                                    .setSize(16)
                                    .setDistance(Distance.Dot)
                                    .build()));
                }
                assertHolds(client, written, deleted);
                int before = written.size();
                Thread writer = Thread.ofPlatform().start(() -> writeUntilItFails(client, next, written, deleted));
                Awaitility.await()
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> written.size() > before + 20 * BATCH && deleted.size() > before / BATCH);
                process.close();
                writer.join();
            }
        }
        try (QdrantProcess process = QdrantProcess.start(directory, "256m");
                QdrantClient client = RunningQdrant.clientTo(process.port(), RunningQdrant.KEY)) {
            assertHolds(client, written, deleted);
        }
    }

    /** Writes batches and deletes the first point of each once it is written; notes only what was acknowledged. */
    private static void writeUntilItFails(QdrantClient client, AtomicLong next, Set<Long> written, Set<Long> deleted) {
        Semaphore window = new Semaphore(IN_FLIGHT);
        List<ListenableFuture<?>> failed = Collections.synchronizedList(new ArrayList<>());
        while (failed.isEmpty()) {
            window.acquireUninterruptibly();
            long first = next.getAndAdd(BATCH);
            List<PointStruct> points = new ArrayList<>();
            for (long number = first; number < first + BATCH; number++) {
                points.add(point(number, vectorOf(number), Map.of("n", value(number))));
            }
            ListenableFuture<UpdateResult> upsert = client.upsertAsync("c", points);
            Futures.addCallback(
                    Futures.transformAsync(
                            upsert,
                            result -> {
                                assertThat(result.getStatus()).isEqualTo(UpdateStatus.Completed);
                                for (long number = first + 1; number < first + BATCH; number++) {
                                    written.add(number);
                                }
                                return client.deleteAsync("c", List.of(id(first)));
                            },
                            MoreExecutors.directExecutor()),
                    new FutureCallback<UpdateResult>() {
                        @Override
                        public void onSuccess(UpdateResult result) {
                            deleted.add(first);
                            window.release();
                        }

                        @Override
                        public void onFailure(Throwable failure) {
                            failed.add(upsert);
                            window.release();
                        }
                    },
                    MoreExecutors.directExecutor());
        }
    }

    private static Vectors vectorOf(long number) {
        float[] vector = new float[16];
        vector[(int) (number % 16)] = number + 1;
        return VectorsFactory.vectors(vector);
    }

    private static void assertHolds(QdrantClient client, Set<Long> written, Set<Long> deleted) {
        Set<Long> found = ConcurrentHashMap.newKeySet();
        ScrollPoints.Builder request =
                ScrollPoints.newBuilder().setCollectionName("c").setLimit(5_000);
        PointId offset = id(0);
        while (offset != null) {
            var page = get(client.scrollAsync(request.setOffset(offset).build()));
            for (RetrievedPoint point : page.getResultList()) {
                assertThat(point.getPayloadOrThrow("n").getIntegerValue())
                        .isEqualTo(point.getId().getNum());
                found.add(point.getId().getNum());
            }
            offset = page.hasNextPageOffset() ? page.getNextPageOffset() : null;
        }
        assertThat(found).containsAll(written);
        assertThat(found).noneMatch(deleted::contains);
        assertThat(get(client.countAsync("c"))).isEqualTo(found.size());
    }
}
