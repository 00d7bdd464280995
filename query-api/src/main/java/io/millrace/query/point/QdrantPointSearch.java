package io.millrace.query.point;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import io.millrace.schemas.id.ChunkId;
import io.millrace.schemas.point.PointLayout;
import io.qdrant.client.QdrantClient;
import io.qdrant.client.QueryFactory;
import io.qdrant.client.WithPayloadSelectorFactory;
import io.qdrant.client.grpc.JsonWithInt.Value;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.ScoredPoint;
import io.qdrant.client.grpc.Points.WithPayloadSelector;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Asks Qdrant through its official client. Only what the check against PostgreSQL needs is read of a payload. */
final class QdrantPointSearch implements PointSearch {

    private static final WithPayloadSelector CHECKED =
            WithPayloadSelectorFactory.include(List.of(PointLayout.VERSION, PointLayout.CONTENT_HASH));

    private final QdrantClient client;

    QdrantPointSearch(QdrantClient client) {
        this.client = client;
    }

    @Override
    public CompletableFuture<List<FoundPoint>> search(PointQuery query) {
        QueryPoints.Builder request = QueryPoints.newBuilder()
                .setCollectionName(query.store().value())
                .setQuery(QueryFactory.nearest(query.vector()))
                .setUsing(PointLayout.DENSE)
                .setLimit(query.limit())
                .setWithPayload(CHECKED);
        if (query.scoreThreshold() != null) {
            request.setScoreThreshold(query.scoreThreshold());
        }
        if (query.filter() != null) {
            request.setFilter(query.filter());
        }
        ListenableFuture<List<ScoredPoint>> call = client.queryAsync(request.build(), query.timeout());
        CompletableFuture<List<FoundPoint>> answer = new CompletableFuture<>();
        Futures.addCallback(
                call,
                new FutureCallback<>() {
                    @Override
                    public void onSuccess(List<ScoredPoint> points) {
                        answer.complete(points.stream()
                                .filter(point -> point.getId().hasUuid())
                                .map(QdrantPointSearch::found)
                                .toList());
                    }

                    @Override
                    public void onFailure(Throwable failure) {
                        answer.completeExceptionally(QdrantFailures.of(failure));
                    }
                },
                MoreExecutors.directExecutor());
        return answer;
    }

    private static FoundPoint found(ScoredPoint point) {
        Value version = point.getPayloadOrDefault(PointLayout.VERSION, Value.getDefaultInstance());
        Value hash = point.getPayloadOrDefault(PointLayout.CONTENT_HASH, Value.getDefaultInstance());
        return new FoundPoint(
                ChunkId.parse(point.getId().getUuid()),
                point.getScore(),
                version.getIntegerValue(),
                hash.getStringValue());
    }
}
