package io.millrace.local.qdrant;

import static io.millrace.local.qdrant.ContractTest.get;
import static io.millrace.local.qdrant.ContractTest.point;
import static io.qdrant.client.ConditionFactory.range;
import static io.qdrant.client.PointIdFactory.id;
import static io.qdrant.client.QueryFactory.nearest;
import static io.qdrant.client.ValueFactory.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.qdrant.client.QdrantClient;
import io.qdrant.client.grpc.Collections.AliasOperations;
import io.qdrant.client.grpc.Collections.CreateAlias;
import io.qdrant.client.grpc.Collections.DeleteAlias;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Collections.VectorParams;
import io.qdrant.client.grpc.Common.Filter;
import io.qdrant.client.grpc.Common.Range;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.UpsertPoints;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writers and readers at the same time. */
class EmbeddedQdrantConcurrencyIT {

    private static final VectorParams TWO =
            VectorParams.newBuilder().setSize(2).setDistance(Distance.Dot).build();

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicBoolean done = new AtomicBoolean();
    private RunningQdrant qdrant;

    @BeforeEach
    void start(@TempDir Path directory) {
        qdrant = RunningQdrant.start(directory);
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
        qdrant.close();
    }

    @Test
    void aReaderOfAnAliasAlwaysSeesOneWholeGeneration() throws Exception {
        QdrantClient client = qdrant.client();
        for (int generation = 1; generation <= 2; generation++) {
            get(client.createCollectionAsync("g" + generation, TWO));
            List<PointStruct> points = new ArrayList<>();
            for (long number = 0; number < 10L * generation; number++) {
                points.add(point(number, Map.of()));
            }
            get(client.upsertAsync("g" + generation, points));
        }
        get(client.createAliasAsync("live", "g1"));
        List<Future<Integer>> readers = new ArrayList<>();
        for (int reader = 0; reader < 3; reader++) {
            readers.add(threads.submit(() -> {
                int reads = 0;
                while (!done.get()) {
                    assertThat(get(client.countAsync("live"))).isIn(10L, 20L);
                    reads++;
                }
                return reads;
            }));
        }
        for (int move = 0; move < 60; move++) {
            get(client.updateAliasesAsync(List.of(
                    AliasOperations.newBuilder()
                            .setDeleteAlias(DeleteAlias.newBuilder().setAliasName("live"))
                            .build(),
                    AliasOperations.newBuilder()
                            .setCreateAlias(CreateAlias.newBuilder()
                                    .setAliasName("live")
                                    .setCollectionName(move % 2 == 0 ? "g2" : "g1"))
                            .build())));
        }
        done.set(true);
        for (Future<Integer> reader : readers) {
            assertThat(reader.get()).isPositive();
        }
    }

    @Test
    void theNewestVersionStaysUnderRacingConditionalWriters() throws Exception {
        QdrantClient client = qdrant.client();
        get(client.createCollectionAsync("c", TWO));
        List<Future<?>> writers = new ArrayList<>();
        for (int writer = 0; writer < 4; writer++) {
            int offset = writer;
            writers.add(threads.submit(() -> {
                for (int round = 0; round < 40; round++) {
                    // each writer sends its versions in an order of its own
                    long version = 1 + (round * 7L + offset * 13L) % 40;
                    UpsertPoints.Builder upsert = UpsertPoints.newBuilder()
                            .setCollectionName("c")
                            .setWait(true)
                            .setUpdateFilter(Filter.newBuilder()
                                    .addMust(range(
                                            "version",
                                            Range.newBuilder()
                                                    .setLt((double) version)
                                                    .build())));
                    for (long number = 0; number < 20; number++) {
                        upsert.addPoints(point(number, Map.of("version", value(version))));
                    }
                    get(client.upsertAsync(upsert.build()));
                }
            }));
        }
        Future<?> searcher = threads.submit(() -> {
            while (!done.get()) {
                var hits = get(client.queryAsync(QueryPoints.newBuilder()
                        .setCollectionName("c")
                        .setQuery(nearest(1f, 0f))
                        .setLimit(100)
                        .build()));
                assertThat(hits.stream()
                                .map(hit -> hit.getId().getNum())
                                .distinct()
                                .count())
                        .as("a point is found once, whatever is being written")
                        .isEqualTo(hits.size());
            }
        });
        for (Future<?> writer : writers) {
            writer.get();
        }
        done.set(true);
        searcher.get();
        for (long number = 0; number < 20; number++) {
            assertThat(get(client.retrieveAsync("c", List.of(id(number)), true, false, null))
                            .getFirst()
                            .getPayloadOrThrow("version")
                            .getIntegerValue())
                    .isEqualTo(40);
        }
        assertThat(get(client.countAsync("c"))).isEqualTo(20);
    }
}
