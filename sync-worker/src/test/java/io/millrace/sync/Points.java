package io.millrace.sync;

import io.millrace.schemas.id.CollectionId;
import io.millrace.sync.connection.QdrantConnection;
import io.millrace.sync.point.QdrantCalls;
import io.millrace.sync.point.VectorStoreException;
import io.qdrant.client.WithPayloadSelectorFactory;
import io.qdrant.client.WithVectorsSelectorFactory;
import io.qdrant.client.grpc.Points.RetrievedPoint;
import io.qdrant.client.grpc.Points.ScrollPoints;
import io.qdrant.client.grpc.Points.ScrollResponse;
import java.util.Map;
import java.util.TreeMap;

/** What is in Qdrant, for assertions. */
final class Points {

    private Points() {}

    /** Every point by id, with payload and vectors; empty when there is no such collection. */
    static Map<String, RetrievedPoint> all(QdrantConnection qdrant, String collection) {
        Map<String, RetrievedPoint> points = new TreeMap<>();
        ScrollPoints.Builder request = ScrollPoints.newBuilder()
                .setCollectionName(collection)
                .setLimit(500)
                .setWithPayload(WithPayloadSelectorFactory.enable(true))
                .setWithVectors(WithVectorsSelectorFactory.enable(true));
        while (true) {
            ScrollResponse page;
            try {
                page = QdrantCalls.await(qdrant, qdrant.points().scroll(request.build()));
            } catch (VectorStoreException e) {
                if (e.code().equals(VectorStoreException.COLLECTION_MISSING)) {
                    return points;
                }
                throw e;
            }
            page.getResultList().forEach(point -> points.put(point.getId().getUuid(), point));
            if (!page.hasNextPageOffset()) {
                return points;
            }
            request.setOffset(page.getNextPageOffset());
        }
    }

    static Map<String, Long> versions(QdrantConnection qdrant, CollectionId collection) {
        Map<String, Long> versions = new TreeMap<>();
        all(qdrant, collection.vectorStoreName().value())
                .forEach((id, point) ->
                        versions.put(id, point.getPayloadOrThrow("version").getIntegerValue()));
        return versions;
    }
}
