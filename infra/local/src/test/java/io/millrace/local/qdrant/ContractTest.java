package io.millrace.local.qdrant;

import static io.qdrant.client.PointIdFactory.id;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.ListenableFuture;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.qdrant.client.QdrantClient;
import io.qdrant.client.VectorFactory;
import io.qdrant.client.VectorsFactory;
import io.qdrant.client.grpc.Collections.CreateCollection;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Collections.Modifier;
import io.qdrant.client.grpc.Collections.SparseVectorConfig;
import io.qdrant.client.grpc.Collections.SparseVectorParams;
import io.qdrant.client.grpc.Collections.VectorParams;
import io.qdrant.client.grpc.Collections.VectorParamsMap;
import io.qdrant.client.grpc.Collections.VectorsConfig;
import io.qdrant.client.grpc.Common.Filter;
import io.qdrant.client.grpc.Common.PointId;
import io.qdrant.client.grpc.JsonWithInt.Value;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.RetrievedPoint;
import io.qdrant.client.grpc.Points.ScrollPoints;
import io.qdrant.client.grpc.Points.UpdateResult;
import io.qdrant.client.grpc.Points.UpdateStatus;
import io.qdrant.client.grpc.Points.Vectors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;

/** What every part of the contract suite uses; it only speaks through the official client. */
abstract class ContractTest {

    private final List<String> created = new ArrayList<>();

    abstract QdrantClient client();

    @AfterEach
    void dropCollections() {
        for (String name : created) {
            if (get(client().collectionExistsAsync(name))) {
                get(client().deleteCollectionAsync(name));
            }
        }
    }

    static <T> T get(ListenableFuture<T> future) {
        try {
            return future.get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StatusRuntimeException status) {
                throw status;
            }
            throw new AssertionError(e.getCause());
        } catch (TimeoutException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    static Status failure(ListenableFuture<?> future) {
        try {
            Object answer = get(future);
            throw new AssertionError("expected a failure, but got " + answer);
        } catch (StatusRuntimeException e) {
            return e.getStatus();
        }
    }

    String newName() {
        String name = newAlias();
        created.add(name);
        return name;
    }

    /** A name that goes with the collection it leads to. */
    static String newAlias() {
        return "contract-" + UUID.randomUUID();
    }

    /** A collection with one unnamed dense vector. */
    String collection(int size, Distance distance) {
        String name = newName();
        get(client().createCollectionAsync(
                        name,
                        VectorParams.newBuilder()
                                .setSize(size)
                                .setDistance(distance)
                                .build()));
        return name;
    }

    /** A collection laid out as Millrace's: {@code dense} (cosine, 4) and {@code bm25} (sparse, IDF). */
    String hybridCollection() {
        String name = newName();
        get(client().createCollectionAsync(CreateCollection.newBuilder()
                .setCollectionName(name)
                .setVectorsConfig(VectorsConfig.newBuilder()
                        .setParamsMap(VectorParamsMap.newBuilder()
                                .putMap(
                                        "dense",
                                        VectorParams.newBuilder()
                                                .setSize(4)
                                                .setDistance(Distance.Cosine)
                                                .build())))
                .setSparseVectorsConfig(SparseVectorConfig.newBuilder()
                        .putMap(
                                "bm25",
                                SparseVectorParams.newBuilder()
                                        .setModifier(Modifier.Idf)
                                        .build()))
                .build()));
        return name;
    }

    static PointStruct point(long number, Vectors vectors, Map<String, Value> payload) {
        return PointStruct.newBuilder()
                .setId(id(number))
                .setVectors(vectors)
                .putAllPayload(payload)
                .build();
    }

    static PointStruct point(long number, Map<String, Value> payload) {
        return point(number, VectorsFactory.vectors(1f, 0f), payload);
    }

    static Vectors hybrid(List<Float> dense, List<Integer> indices, List<Float> weights) {
        return VectorsFactory.namedVectors(
                Map.of("dense", VectorFactory.vector(dense), "bm25", VectorFactory.vector(weights, indices)));
    }

    void upsert(String collection, PointStruct... points) {
        UpdateResult result = get(client().upsertAsync(collection, List.of(points)));
        assertThat(result.getStatus()).isEqualTo(UpdateStatus.Completed);
    }

    List<Long> idsWhere(String collection, Filter filter) {
        ScrollPoints.Builder scroll =
                ScrollPoints.newBuilder().setCollectionName(collection).setLimit(1000);
        scroll.setFilter(filter);
        List<Long> scrolled = get(client().scrollAsync(scroll.build())).getResultList().stream()
                .map(point -> point.getId().getNum())
                .toList();
        assertThat(get(client().countAsync(collection, filter, true)))
                .as("count and scroll agree")
                .isEqualTo(scrolled.size());
        return scrolled;
    }

    List<Long> allIds(String collection) {
        return idsWhere(collection, Filter.getDefaultInstance());
    }

    Map<String, Value> payloadOf(String collection, long number) {
        return retrieve(collection, id(number)).getPayloadMap();
    }

    RetrievedPoint retrieve(String collection, PointId pointId) {
        List<RetrievedPoint> found = get(client().retrieveAsync(collection, List.of(pointId), true, true, null));
        assertThat(found).hasSize(1);
        return found.getFirst();
    }
}
