package io.millrace.sync.verify;

import io.millrace.schemas.point.PointLayout;
import io.millrace.sync.connection.QdrantConnection;
import io.millrace.sync.point.QdrantCalls;
import io.qdrant.client.PointIdFactory;
import io.qdrant.client.WithPayloadSelectorFactory;
import io.qdrant.client.WithVectorsSelectorFactory;
import io.qdrant.client.grpc.Common.PointId;
import io.qdrant.client.grpc.JsonWithInt.Value;
import io.qdrant.client.grpc.Points.GetPoints;
import io.qdrant.client.grpc.Points.RetrievedPoint;
import io.qdrant.client.grpc.Points.ScrollPoints;
import io.qdrant.client.grpc.Points.ScrollResponse;
import io.qdrant.client.grpc.Points.WithPayloadSelector;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The points of one Qdrant collection or alias. Thread-safe, but for the stream. */
final class StoredPoints {

    private static final int PAGE = 2_000;
    private static final WithPayloadSelector PAYLOAD = WithPayloadSelectorFactory.include(
            List.of(PointLayout.VERSION, PointLayout.CONTENT_HASH, PointLayout.DOCUMENT_ID));

    private final QdrantConnection qdrant;
    private final String collection;

    StoredPoints(QdrantConnection qdrant, String collection) {
        this.qdrant = qdrant;
        this.collection = collection;
    }

    /** All points in id order. They may change while they are read. */
    Iterator<ChunkState> streamed() {
        return new PagedIterator() {
            private @Nullable PointId next;
            private boolean ended;

            @Override
            List<ChunkState> after(@Nullable ChunkState state) {
                if (ended) {
                    return List.of();
                }
                ScrollPoints.Builder request = ScrollPoints.newBuilder()
                        .setCollectionName(collection)
                        .setLimit(PAGE)
                        .setWithPayload(PAYLOAD)
                        .setWithVectors(WithVectorsSelectorFactory.enable(false));
                if (next != null) {
                    request.setOffset(next);
                }
                ScrollResponse page = QdrantCalls.await(qdrant, qdrant.points().scroll(request.build()));
                ended = !page.hasNextPageOffset();
                next = page.getNextPageOffset();
                return page.getResultList().stream().map(StoredPoints::state).toList();
            }
        };
    }

    /** Those of these points that exist. */
    Map<UUID, ChunkState> get(List<UUID> ids) {
        GetPoints.Builder request = GetPoints.newBuilder()
                .setCollectionName(collection)
                .setWithPayload(PAYLOAD)
                .setWithVectors(WithVectorsSelectorFactory.enable(false));
        ids.forEach(id -> request.addIds(PointIdFactory.id(id)));
        Map<UUID, ChunkState> states = new HashMap<>();
        QdrantCalls.await(qdrant, qdrant.points().get(request.build()))
                .getResultList()
                .forEach(point -> {
                    ChunkState state = state(point);
                    states.put(state.id(), state);
                });
        return states;
    }

    private static ChunkState state(RetrievedPoint point) {
        Value version = point.getPayloadOrDefault(PointLayout.VERSION, Value.getDefaultInstance());
        return new ChunkState(
                // A foreign point may have a number for an id; it is an orphan like any other.
                point.getId().hasUuid()
                        ? UUID.fromString(point.getId().getUuid())
                        : new UUID(0, point.getId().getNum()),
                version.getIntegerValue(),
                text(point, PointLayout.CONTENT_HASH),
                uuid(text(point, PointLayout.DOCUMENT_ID)));
    }

    private static @Nullable String text(RetrievedPoint point, String key) {
        Value value = point.getPayloadOrDefault(key, Value.getDefaultInstance());
        return value.hasStringValue() ? value.getStringValue() : null;
    }

    private static @Nullable UUID uuid(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
