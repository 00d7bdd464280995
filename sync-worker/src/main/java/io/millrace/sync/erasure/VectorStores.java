package io.millrace.sync.erasure;

import io.millrace.schemas.id.DocumentId;
import io.millrace.schemas.id.VectorStoreName;
import io.millrace.schemas.point.PointLayout;
import io.millrace.sync.collection.Generations;
import io.millrace.sync.connection.QdrantConnection;
import io.millrace.sync.point.QdrantCalls;
import io.qdrant.client.ConditionFactory;
import io.qdrant.client.grpc.Common.Filter;
import io.qdrant.client.grpc.Common.Range;
import io.qdrant.client.grpc.Points.CountPoints;
import io.qdrant.client.grpc.Points.DeletePoints;
import io.qdrant.client.grpc.Points.PointsSelector;

/**
 * Points in every generation, the live one, those that are being filled and those that a rollback could return to. Thread-safe.
 * Throws {@link io.millrace.sync.point.VectorStoreException} if Qdrant does not do its part.
 */
final class VectorStores {

    static final String STORE = "qdrant";

    private final QdrantConnection qdrant;
    private final Generations generations;

    VectorStores(QdrantConnection qdrant) {
        this.qdrant = qdrant;
        this.generations = new Generations(qdrant);
    }

    /** Collections that are deleted: nothing writes to them any more. */
    void drop(Erasure erasure) {
        long left = 0;
        for (ErasedCollection collection : erasure.subject().collections()) {
            VectorStoreName store = collection.id().vectorStoreName();
            generations.dropAlias(store);
            for (String generation : generations.list(store)) {
                generations.drop(generation);
            }
            left += generations.list(store).size();
        }
        // Whoever applies the deletion of a collection may have been quicker: each had an alias once.
        erasure.progress().seen(STORE, erasure.subject().collections().size());
        report(erasure, left, "a collection's files go with it");
    }

    /** @param version up to which the document's points are to be gone: what is published later stays */
    void delete(Erasure erasure, Subject.OneDocument one, long version) {
        Filter points = points(one.document(), version);
        long left = 0;
        for (String generation : generations.list(one.collection().id().vectorStoreName())) {
            erasure.progress().found(STORE, count(generation, points));
            QdrantCalls.await(
                    qdrant,
                    qdrant.points()
                            .delete(DeletePoints.newBuilder()
                                    .setCollectionName(generation)
                                    .setWait(true)
                                    .setPoints(PointsSelector.newBuilder().setFilter(points))
                                    .build()));
            left += count(generation, points);
        }
        report(
                erasure,
                left,
                "points are deleted at once; their bytes leave the files when Qdrant's vacuum rewrites a segment of which"
                        + " deleted_threshold is deleted, or with their generation at the next rebuild");
    }

    private void report(Erasure erasure, long left, String bound) {
        if (left == 0) {
            erasure.progress().erased(STORE, erasure.now(), erasure.now(), bound);
        } else {
            erasure.progress().report(STORE, left, StoreState.PENDING, erasure.now(), null, "the next pass");
        }
    }

    private long count(String generation, Filter points) {
        return QdrantCalls.await(
                        qdrant,
                        qdrant.points()
                                .count(CountPoints.newBuilder()
                                        .setCollectionName(generation)
                                        .setFilter(points)
                                        .setExact(true)
                                        .build()))
                .getResult()
                .getCount();
    }

    private static Filter points(DocumentId document, long version) {
        return Filter.newBuilder()
                .addMust(ConditionFactory.matchKeyword(PointLayout.DOCUMENT_ID, document.toString()))
                .addMust(ConditionFactory.range(
                        PointLayout.VERSION,
                        Range.newBuilder().setLte((double) version).build()))
                .build();
    }
}
