package io.millrace.local.qdrant;

import static io.qdrant.client.ConditionFactory.matchKeyword;
import static io.qdrant.client.ConditionFactory.range;
import static io.qdrant.client.PointIdFactory.id;
import static io.qdrant.client.ValueFactory.list;
import static io.qdrant.client.ValueFactory.nullValue;
import static io.qdrant.client.ValueFactory.value;
import static io.qdrant.client.VectorsFactory.vectors;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.grpc.Status;
import io.qdrant.client.VectorFactory;
import io.qdrant.client.VectorsFactory;
import io.qdrant.client.WithPayloadSelectorFactory;
import io.qdrant.client.WithVectorsSelectorFactory;
import io.qdrant.client.grpc.Collections.Datatype;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Collections.VectorParams;
import io.qdrant.client.grpc.Common.Filter;
import io.qdrant.client.grpc.Common.PointId;
import io.qdrant.client.grpc.Common.Range;
import io.qdrant.client.grpc.JsonWithInt.Struct;
import io.qdrant.client.grpc.JsonWithInt.Value;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.PointVectors;
import io.qdrant.client.grpc.Points.RetrievedPoint;
import io.qdrant.client.grpc.Points.ScrollPoints;
import io.qdrant.client.grpc.Points.ScrollResponse;
import io.qdrant.client.grpc.Points.UpdateMode;
import io.qdrant.client.grpc.Points.UpdateStatus;
import io.qdrant.client.grpc.Points.UpsertPoints;
import io.qdrant.client.grpc.Points.VectorOutput;
import io.qdrant.client.grpc.Points.WithPayloadSelector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Writes, reads and scrolls of points. */
abstract class PointContract extends ContractTest {

    private static final VectorOutput NO_VECTOR = VectorOutput.getDefaultInstance();

    @Test
    void aPointComesBackAsItWasWritten() {
        String name = hybridCollection();
        UUID uuid = UUID.randomUUID();
        Map<String, Value> payload = Map.of(
                "text", value("Zürich 🤖"),
                "version", value(7),
                "ratio", value(0.25),
                "flag", value(true),
                "nothing", nullValue(),
                "tags", list(List.of(value("a"), value("b"))),
                "metadata", object(Map.of("lang", value("de"))));
        get(client().upsertAsync(
                        name,
                        List.of(PointStruct.newBuilder()
                                .setId(id(uuid))
                                .setVectors(hybrid(List.of(3f, 0f, 4f, 0f), List.of(9, 2), List.of(0.5f, 1.5f)))
                                .putAllPayload(payload)
                                .build())));

        RetrievedPoint point = retrieve(name, id(uuid));

        assertThat(point.getId().getUuid()).isEqualTo(uuid.toString());
        assertThat(point.getPayloadMap()).isEqualTo(payload);
        var stored = point.getVectors().getVectors().getVectorsMap();
        // cosine vectors are normalised when they are written: lib/segment/src/spaces/simple.rs
        assertThat(stored.getOrDefault("dense", NO_VECTOR).getDense().getDataList())
                .containsExactly(0.6f, 0f, 0.8f, 0f);
        assertThat(stored.getOrDefault("bm25", NO_VECTOR).getSparse().getIndicesList())
                .containsExactly(2, 9);
        assertThat(stored.getOrDefault("bm25", NO_VECTOR).getSparse().getValuesList())
                .containsExactly(1.5f, 0.5f);
    }

    @Test
    void anUpsertReplacesTheWholePoint() {
        String name = hybridCollection();
        upsert(name, point(1, hybrid(List.of(1f, 0f, 0f, 0f), List.of(1), List.of(1f)), Map.of("a", value(1))));
        upsert(
                name,
                point(
                        1,
                        VectorsFactory.namedVectors(Map.of("dense", VectorFactory.vector(0f, 1f, 0f, 0f))),
                        Map.of("b", value(2))));

        RetrievedPoint point = retrieve(name, id(1));

        assertThat(point.getPayloadMap()).containsOnlyKeys("b");
        assertThat(point.getVectors().getVectors().getVectorsMap()).containsOnlyKeys("dense");
        assertThat(get(client().countAsync(name))).isEqualTo(1);
    }

    @Test
    void aWriteThatNobodyAwaitsIsFoundBeforeLong() {
        String name = collection(2, Distance.Dot);
        UpsertPoints unawaited = UpsertPoints.newBuilder()
                .setCollectionName(name)
                .addPoints(point(1, Map.of()))
                .build();

        assertThat(get(client().upsertAsync(unawaited)).getStatus()).isEqualTo(UpdateStatus.Acknowledged);

        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> get(client().countAsync(name)) == 1);
    }

    // lib/shard/src/update/points/upsert.rs: new points are inserted, existing ones only replaced when they match
    @Test
    void aConditionalUpsertNeverReplacesANewerVersion() {
        String name = collection(2, Distance.Dot);
        upsert(name, point(1, Map.of("version", value(5))), point(2, Map.of("version", value(3))));
        upsertIfOlder(name, 4, 1, 2, 3);
        assertThat(versions(name)).isEqualTo(Map.of(1L, 5L, 2L, 4L, 3L, 4L));
        upsertIfOlder(name, 4, 1, 2, 3);
        upsertIfOlder(name, 6, 1);
        assertThat(versions(name)).isEqualTo(Map.of(1L, 6L, 2L, 4L, 3L, 4L));
    }

    @Test
    void insertOnlyAndUpdateOnlyLeaveTheOthersAlone() {
        String name = collection(2, Distance.Dot);
        upsert(name, point(1, Map.of("version", value(1))));
        for (UpdateMode mode : List.of(UpdateMode.InsertOnly, UpdateMode.UpdateOnly)) {
            long version = mode == UpdateMode.InsertOnly ? 10 : 20;
            get(client().upsertAsync(UpsertPoints.newBuilder()
                    .setCollectionName(name)
                    .setWait(true)
                    .setUpdateMode(mode)
                    .addPoints(point(1, Map.of("version", value(version))))
                    .addPoints(point(version, Map.of("version", value(version))))
                    .build()));
        }
        assertThat(versions(name)).isEqualTo(Map.of(1L, 20L, 10L, 10L));
    }

    private void upsertIfOlder(String name, long version, long... numbers) {
        UpsertPoints.Builder request = UpsertPoints.newBuilder()
                .setCollectionName(name)
                .setWait(true)
                .setUpdateFilter(Filter.newBuilder()
                        .addMust(range(
                                "version",
                                Range.newBuilder().setLt((double) version).build())));
        for (long number : numbers) {
            request.addPoints(point(number, Map.of("version", value(version))));
        }
        assertThat(get(client().upsertAsync(request.build())).getStatus()).isEqualTo(UpdateStatus.Completed);
    }

    private Map<Long, Long> versions(String name) {
        Map<Long, Long> versions = new HashMap<>();
        get(client().scrollAsync(ScrollPoints.newBuilder()
                        .setCollectionName(name)
                        .setLimit(100)
                        .build()))
                .getResultList()
                .forEach(point -> versions.put(
                        point.getId().getNum(),
                        point.getPayloadOrThrow("version").getIntegerValue()));
        return versions;
    }

    @Test
    void deletedPointsAreGone() {
        String name = collection(2, Distance.Dot);
        upsert(
                name,
                point(1, Map.of("k", value("a"))),
                point(2, Map.of("k", value("b"))),
                point(3, Map.of("k", value("a"))));
        get(client().deleteAsync(name, List.of(id(2), id(99))));
        assertThat(allIds(name)).containsExactly(1L, 3L);
        get(client().deleteAsync(
                        name,
                        Filter.newBuilder().addMust(matchKeyword("k", "a")).build()));
        assertThat(allIds(name)).isEmpty();
    }

    @Test
    void payloadsAreEditedInPlace() {
        String name = collection(2, Distance.Dot);
        upsert(name, point(1, Map.of("a", value(1), "b", object(Map.of("c", value(2), "d", value(3))))));

        get(client().setPayloadAsync(name, Map.of("a", value(9), "e", value("new")), id(1), true, null, null));
        assertThat(payloadOf(name, 1)).containsEntry("a", value(9)).containsEntry("e", value("new"));

        get(client().deletePayloadAsync(name, List.of("b.c", "e"), id(1), true, null, null));
        assertThat(payloadOf(name, 1)).isEqualTo(Map.of("a", value(9), "b", object(Map.of("d", value(3)))));

        get(client().overwritePayloadAsync(name, Map.of("z", value(true)), id(1), true, null, null));
        assertThat(payloadOf(name, 1)).isEqualTo(Map.of("z", value(true)));

        get(client().clearPayloadAsync(name, id(1), true, null, null));
        assertThat(payloadOf(name, 1)).isEmpty();
        assertThat(retrieve(name, id(1)).getVectors().getVector().getDense().getDataList())
                .containsExactly(1f, 0f);
    }

    // check_unprocessed_points, lib/shard/src/update/helpers.rs
    @Test
    void aPayloadOfAMissingPointIsNotFound() {
        String name = collection(2, Distance.Dot);
        Status status = failure(client().setPayloadAsync(name, Map.of("a", value(1)), id(42), true, null, null));
        assertThat(status.getCode()).isEqualTo(Status.Code.NOT_FOUND);
        assertThat(status.getDescription()).isEqualTo("Not found: No point with id 42 found");
    }

    @Test
    void singleVectorsAreReplacedAndRemoved() {
        String name = hybridCollection();
        upsert(name, point(1, hybrid(List.of(1f, 0f, 0f, 0f), List.of(1), List.of(1f)), Map.of("a", value(1))));
        get(client().updateVectorsAsync(
                        name,
                        List.of(PointVectors.newBuilder()
                                .setId(id(1))
                                .setVectors(VectorsFactory.namedVectors(
                                        Map.of("dense", VectorFactory.vector(0f, 0f, 0f, 2f))))
                                .build())));
        var updated = retrieve(name, id(1)).getVectors().getVectors().getVectorsMap();
        assertThat(updated.getOrDefault("dense", NO_VECTOR).getDense().getDataList())
                .containsExactly(0f, 0f, 0f, 1f);
        assertThat(updated).containsKey("bm25");

        get(client().deleteVectorsAsync(name, List.of("bm25"), List.of(id(1))));
        assertThat(retrieve(name, id(1)).getVectors().getVectors().getVectorsMap())
                .containsOnlyKeys("dense");
        assertThat(payloadOf(name, 1)).containsEntry("a", value(1));
    }

    @Test
    void scrollGoesThroughAllPointsInTheOrderOfTheirIds() {
        String name = collection(2, Distance.Dot);
        List<PointId> expected = new ArrayList<>();
        List<PointStruct> points = new ArrayList<>();
        for (long number : new long[] {0, 1, 5, 300, Long.MAX_VALUE}) {
            expected.add(id(number));
        }
        // ExtendedPointId, lib/segment/src/types.rs: numbers come before UUIDs
        expected.add(id(UUID.fromString("00000000-0000-0000-0000-000000000001")));
        expected.add(id(UUID.fromString("7fffffff-0000-0000-0000-000000000000")));
        expected.add(id(UUID.fromString("ffffffff-0000-0000-0000-000000000000")));
        expected.reversed()
                .forEach(pointId -> points.add(PointStruct.newBuilder()
                        .setId(pointId)
                        .setVectors(vectors(1f, 0f))
                        .putPayload("k", value("v"))
                        .build()));
        upsert(name, points.toArray(PointStruct[]::new));

        List<PointId> scrolled = new ArrayList<>();
        ScrollPoints.Builder request =
                ScrollPoints.newBuilder().setCollectionName(name).setLimit(3);
        ScrollResponse page;
        do {
            page = get(client().scrollAsync(request.build()));
            page.getResultList().forEach(point -> scrolled.add(point.getId()));
            assertThat(page.getResult(0).getPayloadMap())
                    .as("a scroll brings payloads unless told not to")
                    .containsKey("k");
            request.setOffset(page.getNextPageOffset());
        } while (page.hasNextPageOffset());

        assertThat(scrolled).isEqualTo(expected);
    }

    @Test
    void selectorsPickPartsOfAPayload() {
        String name = collection(2, Distance.Dot);
        upsert(name, point(1, Map.of("a", object(Map.of("b", value(1), "c", value(2))), "d", value(3))));
        assertThat(selected(name, WithPayloadSelectorFactory.include(List.of("a.b"))))
                .isEqualTo(Map.of("a", object(Map.of("b", value(1)))));
        assertThat(selected(name, WithPayloadSelectorFactory.exclude(List.of("a.b"))))
                .isEqualTo(Map.of("a", object(Map.of("c", value(2))), "d", value(3)));
    }

    private Map<String, Value> selected(String name, WithPayloadSelector selector) {
        return get(client().retrieveAsync(
                                name, List.of(id(1)), selector, WithVectorsSelectorFactory.enable(false), null))
                .getFirst()
                .getPayloadMap();
    }

    // lib/segment/src/common/operation_error.rs and lib/api/src/grpc/conversions.rs
    @Test
    void wrongPointsAreRefusedByReason() {
        String name = collection(4, Distance.Cosine);
        Status dimension = failure(client().upsertAsync(name, List.of(point(1, vectors(1f, 2f, 3f), Map.of()))));
        assertThat(dimension.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(dimension.getDescription()).isEqualTo("Wrong input: Vector dimension error: expected dim: 4, got 3");

        Status vectorName = failure(client().upsertAsync(
                        name,
                        List.of(point(
                                1,
                                VectorsFactory.namedVectors(Map.of("other", VectorFactory.vector(1f, 2f, 3f, 4f))),
                                Map.of()))));
        assertThat(vectorName.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(vectorName.getDescription()).contains("Not existing vector name error: other");

        Status uuid = failure(client().upsertAsync(
                        name,
                        List.of(PointStruct.newBuilder()
                                .setId(PointId.newBuilder().setUuid("not-a-uuid"))
                                .setVectors(vectors(1f, 2f, 3f, 4f))
                                .build())));
        assertThat(uuid.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(uuid.getDescription()).isEqualTo("Unable to parse UUID: not-a-uuid");
        assertThat(get(client().countAsync(name))).isZero();
    }

    @Test
    void float16VectorsAreRounded() {
        String name = newName();
        get(client().createCollectionAsync(
                        name,
                        VectorParams.newBuilder()
                                .setSize(2)
                                .setDistance(Distance.Dot)
                                .setDatatype(Datatype.Float16)
                                .build()));
        upsert(name, point(1, vectors(0.1f, 1f), Map.of()));
        List<Float> stored =
                retrieve(name, id(1)).getVectors().getVector().getDense().getDataList();
        assertThat(stored.get(0)).isEqualTo(0.1f, within(1e-4f)).isNotEqualTo(0.1f);
        assertThat(stored.get(1)).isEqualTo(1f);
    }

    static Value object(Map<String, Value> members) {
        return Value.newBuilder()
                .setStructValue(Struct.newBuilder().putAllFields(members))
                .build();
    }
}
