package io.millrace.local.qdrant;

import static io.qdrant.client.ConditionFactory.matchKeyword;
import static io.qdrant.client.PointIdFactory.id;
import static io.qdrant.client.QueryFactory.fusion;
import static io.qdrant.client.QueryFactory.nearest;
import static io.qdrant.client.QueryFactory.orderBy;
import static io.qdrant.client.ValueFactory.value;
import static io.qdrant.client.VectorsFactory.vectors;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.grpc.Status;
import io.qdrant.client.WithPayloadSelectorFactory;
import io.qdrant.client.WithVectorsSelectorFactory;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Collections.PayloadSchemaType;
import io.qdrant.client.grpc.Common.Filter;
import io.qdrant.client.grpc.Points.Direction;
import io.qdrant.client.grpc.Points.Fusion;
import io.qdrant.client.grpc.Points.OrderBy;
import io.qdrant.client.grpc.Points.PrefetchQuery;
import io.qdrant.client.grpc.Points.Query;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.ScoredPoint;
import io.qdrant.client.grpc.Points.ScrollPoints;
import io.qdrant.client.grpc.Points.SearchPoints;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Queries: scores, order, filters, sparse vectors and fusion. */
abstract class QueryContract extends ContractTest {

    private List<ScoredPoint> run(QueryPoints.Builder query) {
        return get(client().queryAsync(query.build()));
    }

    private static QueryPoints.Builder query(String name, Query query) {
        return QueryPoints.newBuilder().setCollectionName(name).setQuery(query);
    }

    private static List<Long> ids(List<ScoredPoint> points) {
        return points.stream().map(point -> point.getId().getNum()).toList();
    }

    private String filled(Distance distance) {
        String name = collection(2, distance);
        upsert(
                name,
                point(1, vectors(1f, 0f), Map.of("k", value("a"), "n", value(3))),
                point(2, vectors(3f, 4f), Map.of("k", value("b"), "n", value(1))),
                point(3, vectors(0f, 2f), Map.of("k", value("a"), "n", value(2))),
                point(4, vectors(-1f, 0f), Map.of("k", value("b"))));
        return name;
    }

    // lib/segment/src/types.rs, distance_order: distances are better when smaller
    @Test
    void scoresAreThoseOfTheDistance() {
        assertScores(Distance.Cosine, List.of(1L, 2L, 3L, 4L), 1f, 0.6f, 0f, -1f);
        assertScores(Distance.Dot, List.of(2L, 1L, 3L, 4L), 3f, 1f, 0f, -1f);
        assertScores(Distance.Euclid, List.of(1L, 4L, 3L, 2L), 0f, 2f, 2.236068f, 4.472136f);
        assertScores(Distance.Manhattan, List.of(1L, 4L, 3L, 2L), 0f, 2f, 3f, 6f);
    }

    private void assertScores(Distance distance, List<Long> order, float... scores) {
        List<ScoredPoint> hits = run(query(filled(distance), nearest(1f, 0f)));
        assertThat(ids(hits)).as(distance.name()).isEqualTo(order);
        for (int i = 0; i < scores.length; i++) {
            assertThat(hits.get(i).getScore()).as(distance.name()).isEqualTo(scores[i], within(1e-5f));
        }
    }

    @Test
    void limitOffsetFilterAndThresholdCutTheHits() {
        String name = filled(Distance.Cosine);
        assertThat(ids(run(query(name, nearest(1f, 0f)).setLimit(2)))).containsExactly(1L, 2L);
        assertThat(ids(run(query(name, nearest(1f, 0f)).setOffset(1).setLimit(2))))
                .containsExactly(2L, 3L);
        assertThat(ids(run(query(name, nearest(1f, 0f))
                        .setFilter(Filter.newBuilder().addMust(matchKeyword("k", "a"))))))
                .containsExactly(1L, 3L);
        assertThat(ids(run(query(name, nearest(1f, 0f)).setScoreThreshold(0.5f))))
                .containsExactly(1L, 2L);
        assertThat(ids(run(query(filled(Distance.Euclid), nearest(1f, 0f)).setScoreThreshold(2.1f))))
                .containsExactly(1L, 4L);
    }

    @Test
    void answersCarryWhatIsAskedFor() {
        String name = filled(Distance.Dot);
        ScoredPoint bare = run(query(name, nearest(1f, 0f)).setLimit(1)).getFirst();
        assertThat(bare.getPayloadMap())
                .as("a query brings no payload unless told to")
                .isEmpty();
        assertThat(bare.hasVectors()).isFalse();
        ScoredPoint full = run(query(name, nearest(1f, 0f))
                        .setLimit(1)
                        .setWithPayload(WithPayloadSelectorFactory.include(List.of("k")))
                        .setWithVectors(WithVectorsSelectorFactory.enable(true)))
                .getFirst();
        assertThat(full.getPayloadMap()).isEqualTo(Map.of("k", value("b")));
        assertThat(full.getVectors().getVector().getDense().getDataList()).containsExactly(3f, 4f);
    }

    // exclude_referenced_ids, lib/collection/src/operations/universal_query/collection_query.rs
    @Test
    void aQueryByIdDoesNotFindThatPoint() {
        String name = filled(Distance.Cosine);
        assertThat(ids(run(query(name, nearest(id(1)))))).containsExactly(2L, 3L, 4L);
        Status missing =
                failure(client().queryAsync(query(name, nearest(id(99))).build()));
        assertThat(missing.getCode()).isEqualTo(Status.Code.NOT_FOUND);
        assertThat(missing.getDescription()).isEqualTo("Not found: No point with id 99 found");
    }

    @Test
    void aQueryOfAnotherDimensionIsRefused() {
        Status status = failure(client().queryAsync(
                        query(filled(Distance.Cosine), nearest(1f, 0f, 0f)).build()));
        assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(status.getDescription()).contains("Vector dimension error: expected dim: 2, got 3");
    }

    @Test
    void aBatchAnswersEachQueryAndTheOldSearchStillWorks() {
        String name = filled(Distance.Dot);
        var results = get(client().queryBatchAsync(
                        name,
                        List.of(
                                query(name, nearest(1f, 0f)).setLimit(1).build(),
                                query(name, nearest(0f, 1f)).setLimit(1).build())));
        assertThat(results).hasSize(2);
        assertThat(ids(results.get(1).getResultList())).containsExactly(2L);
        assertThat(ids(get(client().searchAsync(SearchPoints.newBuilder()
                        .setCollectionName(name)
                        .addAllVector(List.of(1f, 0f))
                        .setLimit(2)
                        .build()))))
                .containsExactly(2L, 1L);
    }

    private String hybridFilled() {
        String name = hybridCollection();
        upsert(
                name,
                point(1, hybrid(List.of(1f, 0f, 0f, 0f), List.of(1, 2), List.of(1f, 1f)), Map.of()),
                point(2, hybrid(List.of(0.9f, 0.1f, 0f, 0f), List.of(1), List.of(2f)), Map.of()),
                point(3, hybrid(List.of(0f, 1f, 0f, 0f), List.of(2, 3), List.of(0.5f, 4f)), Map.of()),
                point(4, hybrid(List.of(0f, 0f, 1f, 0f), List.of(5), List.of(1f)), Map.of()));
        return name;
    }

    // fancy_idf, lib/segment/src/data_types/query_context.rs; only points that share a dimension are found
    @Test
    void sparseScoresAreWeightedByIdf() {
        List<ScoredPoint> hits = run(
                query(hybridFilled(), nearest(List.of(1f, 1f), List.of(1, 3))).setUsing("bm25"));
        float frequent = (float) Math.log((4 - 2 + 0.5) / (2 + 0.5) + 1);
        float rare = (float) Math.log((4 - 1 + 0.5) / (1 + 0.5) + 1);
        assertThat(ids(hits)).containsExactly(3L, 2L, 1L);
        assertThat(hits.get(0).getScore()).isEqualTo(4 * rare, within(1e-4f));
        assertThat(hits.get(1).getScore()).isEqualTo(2 * frequent, within(1e-4f));
        assertThat(hits.get(2).getScore()).isEqualTo(frequent, within(1e-4f));
    }

    // position_score, lib/segment/src/common/reciprocal_rank_fusion.rs: 1 / (position + 2)
    @Test
    void rankFusionAddsReciprocalRanks() {
        List<ScoredPoint> hits = run(QueryPoints.newBuilder()
                .setCollectionName(hybridFilled())
                .addPrefetch(PrefetchQuery.newBuilder()
                        .setQuery(nearest(1f, 0f, 0f, 0f))
                        .setUsing("dense")
                        .setLimit(2))
                .addPrefetch(PrefetchQuery.newBuilder()
                        .setQuery(nearest(List.of(1f, 1f), List.of(1, 3)))
                        .setUsing("bm25")
                        .setLimit(2))
                .setQuery(fusion(Fusion.RRF)));
        // dense: 1, 2; sparse: 3, 2
        assertThat(ids(hits).getFirst()).isEqualTo(2L);
        assertThat(ids(hits)).containsExactlyInAnyOrder(2L, 1L, 3L);
        assertThat(hits.get(0).getScore()).isEqualTo(1 / 3f + 1 / 3f, within(1e-5f));
        assertThat(hits.get(1).getScore()).isEqualTo(0.5f, within(1e-5f));
    }

    // distr_norm, lib/segment/src/common/score_fusion.rs
    @Test
    void distributionFusionAddsNormalisedScores() {
        List<ScoredPoint> hits = run(QueryPoints.newBuilder()
                .setCollectionName(filled(Distance.Dot))
                .addPrefetch(
                        PrefetchQuery.newBuilder().setQuery(nearest(1f, 0f)).setLimit(2))
                .addPrefetch(
                        PrefetchQuery.newBuilder().setQuery(nearest(1f, 0f)).setLimit(1))
                .setQuery(fusion(Fusion.DBSF)));
        // scores 3 and 1: mean 2, deviation √2; a single score counts 0.5
        assertThat(ids(hits)).containsExactly(2L, 1L);
        double highest = (3 - (2 - 3 * Math.sqrt(2))) / (6 * Math.sqrt(2));
        assertThat(hits.get(0).getScore()).isEqualTo((float) (highest + 0.5), within(1e-4f));
        assertThat(hits.get(1).getScore()).isEqualTo((float) (1 - highest), within(1e-4f));
    }

    // lib/shard/src/query/planned_query.rs: filters go down, the root rescores what prefetches found
    @Test
    void aQueryOverPrefetchesRescoresOnlyThem() {
        String name = hybridFilled();
        List<ScoredPoint> hits = run(QueryPoints.newBuilder()
                .setCollectionName(name)
                .addPrefetch(PrefetchQuery.newBuilder()
                        .setQuery(nearest(List.of(1f), List.of(2)))
                        .setUsing("bm25"))
                .setQuery(nearest(0f, 1f, 0f, 0f))
                .setUsing("dense"));
        assertThat(ids(hits)).containsExactly(3L, 1L);
        assertThat(hits.get(0).getScore()).isEqualTo(1f, within(1e-5f));

        Status status =
                failure(client().queryAsync(query(name, fusion(Fusion.RRF)).build()));
        assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(status.getDescription()).contains("cannot apply Fusion without prefetches");
    }

    @Test
    void pointsAreOrderedByAnIndexedKey() {
        String name = filled(Distance.Dot);
        OrderBy descending =
                OrderBy.newBuilder().setKey("n").setDirection(Direction.Desc).build();
        Status unindexed =
                failure(client().queryAsync(query(name, orderBy(descending)).build()));
        assertThat(unindexed.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(unindexed.getDescription()).contains("No range index for `order_by` key: `n`");

        get(client().createPayloadIndexAsync(name, "n", PayloadSchemaType.Integer, null, true, null, null));
        assertThat(ids(run(query(name, orderBy(descending))))).containsExactly(1L, 3L, 2L);
        var scrolled = get(client().scrollAsync(ScrollPoints.newBuilder()
                .setCollectionName(name)
                .setOrderBy(OrderBy.newBuilder().setKey("n"))
                .setLimit(2)
                .build()));
        assertThat(scrolled.getResultList().stream()
                        .map(point -> point.getId().getNum())
                        .toList())
                .containsExactly(2L, 3L);
        assertThat(scrolled.hasNextPageOffset()).isFalse();
    }
}
