package io.millrace.local.qdrant;

import static io.millrace.local.qdrant.ContractTest.failure;
import static io.millrace.local.qdrant.ContractTest.get;
import static io.millrace.local.qdrant.ContractTest.point;
import static io.qdrant.client.PointIdFactory.id;
import static io.qdrant.client.ValueFactory.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.qdrant.client.QdrantClient;
import io.qdrant.client.QueryFactory;
import io.qdrant.client.VectorsFactory;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Collections.VectorParams;
import io.qdrant.client.grpc.Points.FacetCounts;
import io.qdrant.client.grpc.Points.Query;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.RecommendInput;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds for the embedded server alone: keys, locks, restarts, and honest refusals. */
class EmbeddedQdrantServerIT {

    private static final VectorParams TWO =
            VectorParams.newBuilder().setSize(2).setDistance(Distance.Dot).build();

    @TempDir
    private Path directory = Path.of("");

    // src/tonic/auth.rs and src/common/auth/mod.rs
    @Test
    void everyCallButAHealthCheckNeedsAKey() {
        try (RunningQdrant qdrant = RunningQdrant.start(directory);
                QdrantClient keyless = RunningQdrant.clientTo(qdrant.server().port(), null);
                QdrantClient wrong = RunningQdrant.clientTo(qdrant.server().port(), "wrong");
                QdrantClient reader = RunningQdrant.clientTo(qdrant.server().port(), RunningQdrant.READ_ONLY_KEY)) {
            assertThat(get(keyless.healthCheckAsync()).getVersion()).isNotBlank();
            assertThat(failure(keyless.listCollectionsAsync()).getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
            assertThat(failure(wrong.listCollectionsAsync()).getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
            assertThat(get(reader.listCollectionsAsync())).isEmpty();
            assertThat(failure(reader.createCollectionAsync("c", TWO)).getCode())
                    .isEqualTo(Status.Code.PERMISSION_DENIED);
            assertThat(get(qdrant.client().listCollectionsAsync())).isEmpty();
        }
    }

    @Test
    void onlyLoopbackIsServed() throws Exception {
        try (RunningQdrant qdrant = RunningQdrant.start(directory)) {
            for (NetworkInterface network : NetworkInterface.networkInterfaces()
                    .filter(n -> !n.getInetAddresses().asIterator().next().isLoopbackAddress())
                    .toList()) {
                for (InetAddress address : network.inetAddresses().toList()) {
                    assertThatThrownBy(() -> new Socket(address, qdrant.server().port()).close())
                            .as("a connection to %s", address)
                            .isInstanceOf(java.io.IOException.class);
                }
            }
        }
    }

    @Test
    void aSecondServerIsToldInOneSentence() {
        try (RunningQdrant ignored = RunningQdrant.start(directory)) {
            assertThatThrownBy(() -> RunningQdrant.start(directory))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("is in use by another EmbeddedQdrant");
        }
    }

    @Test
    void everythingIsThereAfterARestart() {
        try (RunningQdrant qdrant = RunningQdrant.start(directory)) {
            QdrantClient client = qdrant.client();
            get(client.createCollectionAsync("c", TWO));
            get(client.createAliasAsync("alias", "c"));
            get(client.upsertAsync("c", List.of(point(1, Map.of("a", value(1))), point(2, Map.of()))));
            get(client.deleteAsync("c", List.of(id(2))));
            get(client.createCollectionAsync("dropped", TWO));
            get(client.deleteCollectionAsync("dropped"));
        }
        try (RunningQdrant qdrant = RunningQdrant.start(directory)) {
            QdrantClient client = qdrant.client();
            assertThat(get(client.listCollectionsAsync())).containsExactly("c");
            assertThat(get(client.countAsync("alias"))).isEqualTo(1);
            assertThat(get(client.retrieveAsync("alias", List.of(id(1)), true, true, null))
                            .getFirst()
                            .getPayloadMap())
                    .containsEntry("a", value(1));
            get(client.upsertAsync("alias", List.of(point(3, Map.of()))));
            assertThat(get(client.countAsync("c"))).isEqualTo(2);
        }
    }

    @Test
    void whatIsNotImplementedSaysSoByName() {
        try (RunningQdrant qdrant = RunningQdrant.start(directory)) {
            QdrantClient client = qdrant.client();
            get(client.createCollectionAsync("c", TWO));
            Status rpc = failure(client.facetAsync(
                    FacetCounts.newBuilder().setCollectionName("c").setKey("k").build()));
            assertThat(rpc.getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
            assertThat(rpc.getDescription()).contains("qdrant.Points/Facet");
            Status variant = failure(client.queryAsync(QueryPoints.newBuilder()
                    .setCollectionName("c")
                    .setQuery(Query.newBuilder().setRecommend(RecommendInput.getDefaultInstance()))
                    .build()));
            assertThat(variant.getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
            assertThat(variant.getDescription()).contains("RECOMMEND");
        }
    }

    @Test
    void vectorsOfUpTo4096DimensionsAreIndexed() {
        try (RunningQdrant qdrant = RunningQdrant.start(directory)) {
            QdrantClient client = qdrant.client();
            get(client.createCollectionAsync(
                    "wide",
                    VectorParams.newBuilder()
                            .setSize(4096)
                            .setDistance(Distance.Cosine)
                            .build()));
            float[] vector = new float[4096];
            vector[4095] = 2;
            get(client.upsertAsync("wide", List.of(point(1, VectorsFactory.vectors(vector), Map.of()))));
            assertThat(get(client.queryAsync(QueryPoints.newBuilder()
                                    .setCollectionName("wide")
                                    .setQuery(QueryFactory.nearest(vector))
                                    .build()))
                            .getFirst()
                            .getScore())
                    .isEqualTo(1f);
            assertThat(failure(client.createCollectionAsync(
                                    "wider",
                                    VectorParams.newBuilder()
                                            .setSize(4097)
                                            .setDistance(Distance.Cosine)
                                            .build()))
                            .getCode())
                    .isEqualTo(Status.Code.UNIMPLEMENTED);
        }
    }
}
