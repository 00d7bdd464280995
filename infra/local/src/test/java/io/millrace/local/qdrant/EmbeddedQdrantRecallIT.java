package io.millrace.local.qdrant;

import static io.millrace.local.qdrant.ContractTest.get;
import static io.millrace.local.qdrant.ContractTest.point;
import static io.qdrant.client.ConditionFactory.match;
import static io.qdrant.client.ValueFactory.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.qdrant.client.QdrantClient;
import io.qdrant.client.QueryFactory;
import io.qdrant.client.VectorsFactory;
import io.qdrant.client.grpc.Collections.CreateCollection;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Collections.OptimizersConfigDiff;
import io.qdrant.client.grpc.Collections.UpdateCollection;
import io.qdrant.client.grpc.Collections.VectorParams;
import io.qdrant.client.grpc.Collections.VectorsConfig;
import io.qdrant.client.grpc.Common.Filter;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.QueryPoints;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Search against brute force, while vectors are scanned and after graphs were built. */
class EmbeddedQdrantRecallIT {

    private static final int POINTS = 6_000;
    private static final int DIMENSION = 48;
    private static final int QUERIES = 40;
    private static final int TOP = 10;

    @Test
    void recallIsHighWithAndWithoutGraphs(@TempDir Path directory) {
        Random random = new Random(7);
        float[][] vectors = new float[POINTS][];
        for (int i = 0; i < POINTS; i++) {
            vectors[i] = unit(random);
        }
        try (RunningQdrant qdrant = RunningQdrant.start(directory)) {
            QdrantClient client = qdrant.client();
            get(client.createCollectionAsync(CreateCollection.newBuilder()
                    .setCollectionName("c")
                    .setVectorsConfig(VectorsConfig.newBuilder()
                            .setParams(
                                    VectorParams.newBuilder().setSize(DIMENSION).setDistance(Distance.Cosine)))
                    .setOptimizersConfig(OptimizersConfigDiff.newBuilder().setIndexingThreshold(0))
                    .build()));
            for (int from = 0; from < POINTS; from += 500) {
                List<PointStruct> batch = new ArrayList<>();
                for (int i = from; i < from + 500; i++) {
                    batch.add(point(i, VectorsFactory.vectors(vectors[i]), Map.of("third", value(i % 3))));
                }
                get(client.upsertAsync("c", batch));
            }
            assertThat(get(client.getCollectionInfoAsync("c")).getIndexedVectorsCount())
                    .as("an indexing threshold of 0 turns graphs off")
                    .isZero();
            assertThat(recall(client, vectors, false)).isEqualTo(1.0);
            assertThat(recall(client, vectors, true)).isEqualTo(1.0);

            get(client.updateCollectionAsync(UpdateCollection.newBuilder()
                    .setCollectionName("c")
                    .setOptimizersConfig(OptimizersConfigDiff.newBuilder().setIndexingThreshold(1))
                    .build()));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(40))
                    .until(() -> get(client.getCollectionInfoAsync("c")).getIndexedVectorsCount() > 0);
            assertThat(recall(client, vectors, false)).isGreaterThanOrEqualTo(0.95);
            assertThat(recall(client, vectors, true)).isGreaterThanOrEqualTo(0.95);
        }
    }

    private static double recall(QdrantClient client, float[][] vectors, boolean filtered) {
        Random random = new Random(11);
        int found = 0;
        for (int query = 0; query < QUERIES; query++) {
            float[] vector = unit(random);
            QueryPoints.Builder request = QueryPoints.newBuilder()
                    .setCollectionName("c")
                    .setQuery(QueryFactory.nearest(vector))
                    .setLimit(TOP);
            if (filtered) {
                request.setFilter(Filter.newBuilder().addMust(match("third", 1)));
            }
            List<Long> truth = nearest(vectors, vector, i -> !filtered || i % 3 == 1);
            found += (int) get(client.queryAsync(request.build())).stream()
                    .filter(hit -> truth.contains(hit.getId().getNum()))
                    .count();
        }
        return (double) found / (QUERIES * TOP);
    }

    private static List<Long> nearest(float[][] vectors, float[] query, IntPredicate accepted) {
        return IntStream.range(0, vectors.length)
                .filter(accepted)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -dot(vectors[i], query)))
                .limit(TOP)
                .map(Integer::longValue)
                .toList();
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    private static float[] unit(Random random) {
        float[] vector = new float[DIMENSION];
        double squares = 0;
        for (int i = 0; i < DIMENSION; i++) {
            vector[i] = (float) random.nextGaussian();
            squares += vector[i] * vector[i];
        }
        for (int i = 0; i < DIMENSION; i++) {
            vector[i] /= (float) Math.sqrt(squares);
        }
        return vector;
    }
}
