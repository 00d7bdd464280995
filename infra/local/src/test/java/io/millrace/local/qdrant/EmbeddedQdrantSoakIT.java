package io.millrace.local.qdrant;

import static io.millrace.local.qdrant.ContractTest.get;
import static io.qdrant.client.PointIdFactory.id;
import static io.qdrant.client.QueryFactory.nearest;
import static io.qdrant.client.ValueFactory.value;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import io.qdrant.client.QdrantClient;
import io.qdrant.client.VectorsFactory;
import io.qdrant.client.grpc.Collections.CollectionInfo;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Collections.VectorParams;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.UpdateResult;
import io.qdrant.client.grpc.Points.UpdateStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Fills a server process of 4 GB of heap with {@code -Dmillrace.soak.points=1000000} points of 384 dimensions, kills it,
 * and expects every point; prints what it measured.
 */
@EnabledIfSystemProperty(
        named = "millrace.soak.points",
        matches = "\\d+",
        disabledReason = "Set -Dmillrace.soak.points=1000000 to run the soak.")
class EmbeddedQdrantSoakIT {

    private static final int DIMENSION = 384;
    private static final int BATCH = 256;
    private static final int IN_FLIGHT = 4;
    private static final int QUERIES = 200;

    @Test
    void manyPointsFitIntoTheHeapAndSurviveKill9(@TempDir Path directory) throws Exception {
        int points = Integer.getInteger("millrace.soak.points");
        String heap = System.getProperty("millrace.soak.heap", "4g");
        try (QdrantProcess process = QdrantProcess.start(directory, heap);
                QdrantClient client = RunningQdrant.clientTo(process.port(), RunningQdrant.KEY)) {
            print("idle: %s", memory(process));
            get(client.createCollectionAsync(
                    "soak",
                    VectorParams.newBuilder()
                            .setSize(DIMENSION)
                            .setDistance(Distance.Cosine)
                            .build()));
            long start = System.nanoTime();
            fill(client, points, process);
            double seconds = (System.nanoTime() - start) / 1e9;
            print("%d points in %.0f s: %.0f points/s, %s", points, seconds, points / seconds, memory(process));
            search(client);
        }
        long start = System.nanoTime();
        try (QdrantProcess process = QdrantProcess.start(directory, heap);
                QdrantClient client = RunningQdrant.clientTo(process.port(), RunningQdrant.KEY)) {
            print("restart after kill -9: %.1f s", (System.nanoTime() - start) / 1e9);
            assertThat(get(client.countAsync("soak"))).isEqualTo(points);
            search(client);
            CollectionInfo info = get(client.getCollectionInfoAsync("soak"));
            print(
                    "%d segments, %d vectors in graphs, %s",
                    info.getSegmentsCount(), info.getIndexedVectorsCount(), memory(process));
        }
    }

    private static void fill(QdrantClient client, int points, QdrantProcess process) throws Exception {
        Random random = new Random(1);
        Semaphore window = new Semaphore(IN_FLIGHT);
        List<ListenableFuture<UpdateResult>> pending = new ArrayList<>();
        for (int from = 0; from < points; from += BATCH) {
            List<PointStruct> batch = new ArrayList<>(BATCH);
            for (int i = from; i < Math.min(points, from + BATCH); i++) {
                UUID uuid = new UUID(random.nextLong(), i);
                batch.add(PointStruct.newBuilder()
                        .setId(id(uuid))
                        .setVectors(VectorsFactory.vectors(vector(random)))
                        .putPayload("chunk_id", value(uuid.toString()))
                        .putPayload("document_id", value("document-" + i / 20))
                        .putPayload("version", value(1))
                        .putPayload("text_content", value("The text of chunk " + i + " . ".repeat(150)))
                        .build());
            }
            window.acquire();
            ListenableFuture<UpdateResult> upsert = client.upsertAsync("soak", batch);
            upsert.addListener(window::release, MoreExecutors.directExecutor());
            pending.add(upsert);
            if (pending.size() == 200) {
                for (ListenableFuture<UpdateResult> future : pending) {
                    assertThat(get(future).getStatus()).isEqualTo(UpdateStatus.Completed);
                }
                pending.clear();
                print("%d points, %s", from + BATCH, memory(process));
            }
        }
        for (ListenableFuture<UpdateResult> future : pending) {
            assertThat(get(future).getStatus()).isEqualTo(UpdateStatus.Completed);
        }
    }

    private static void search(QdrantClient client) {
        Random random = new Random(2);
        long[] nanos = new long[QUERIES];
        for (int i = 0; i < QUERIES; i++) {
            QueryPoints query = QueryPoints.newBuilder()
                    .setCollectionName("soak")
                    .setQuery(nearest(vector(random)))
                    .setLimit(10)
                    .build();
            long start = System.nanoTime();
            assertThat(get(client.queryAsync(query))).hasSize(10);
            nanos[i] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        print("search p50 %.1f ms, p99 %.1f ms", nanos[QUERIES / 2] / 1e6, nanos[QUERIES * 99 / 100] / 1e6);
    }

    private static float[] vector(Random random) {
        float[] vector = new float[DIMENSION];
        for (int i = 0; i < DIMENSION; i++) {
            vector[i] = (float) random.nextGaussian();
        }
        return vector;
    }

    /** Resident memory, and the part of it that is not mapped files, where the system tells. */
    private static String memory(QdrantProcess process) throws Exception {
        Path status = Path.of("/proc", Long.toString(process.process().pid()), "status");
        if (!Files.exists(status)) {
            return "memory unknown";
        }
        return String.join(
                ", ",
                Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("VmRSS") || line.startsWith("RssAnon"))
                        .map(line -> line.replaceAll("\\s+", " "))
                        .toList());
    }

    private static void print(String format, Object... values) {
        System.out.printf(format + "%n", values);
    }
}
