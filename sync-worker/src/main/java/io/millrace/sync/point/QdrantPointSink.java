package io.millrace.sync.point;

import com.google.protobuf.UnknownFieldSet;
import io.millrace.sync.connection.QdrantConnection;
import io.millrace.sync.point.PointWrite.Deletes;
import io.millrace.sync.point.PointWrite.GuardedUpsert;
import io.millrace.sync.point.PointWrite.Upserts;
import io.qdrant.client.grpc.Points.DeletePoints;
import io.qdrant.client.grpc.Points.PointsOperationResponse;
import io.qdrant.client.grpc.Points.PointsSelector;
import io.qdrant.client.grpc.Points.UpsertPoints;

/** Writes to Qdrant with {@code wait=true}. Thread-safe. */
public final class QdrantPointSink implements PointSink {

    private final QdrantConnection qdrant;

    public QdrantPointSink(QdrantConnection qdrant) {
        this.qdrant = qdrant;
    }

    @Override
    public void write(PointWrite write) {
        PointsOperationResponse response = QdrantCalls.await(
                qdrant,
                switch (write) {
                    case Upserts upserts -> qdrant.points().upsert(request(upserts));
                    case Deletes deletes -> qdrant.points().delete(request(deletes));
                });
        QdrantStatusMapper.requireCompleted(response.getResult().getStatus());
    }

    private static UpsertPoints request(Upserts upserts) {
        PointEncoder encoder = new PointEncoder();
        UnknownFieldSet.Field.Builder points = UnknownFieldSet.Field.newBuilder();
        for (GuardedUpsert upsert : upserts.points()) {
            points.addLengthDelimited(encoder.encode(upsert.chunk()));
        }
        return UpsertPoints.newBuilder()
                .setCollectionName(upserts.collection())
                .setWait(true)
                .setUpdateFilter(VersionGuard.ofUpserts(upserts.points()))
                // A field that is given as bytes is sent as it is
                .setUnknownFields(UnknownFieldSet.newBuilder()
                        .addField(UpsertPoints.POINTS_FIELD_NUMBER, points.build())
                        .build())
                .build();
    }

    private static DeletePoints request(Deletes deletes) {
        return DeletePoints.newBuilder()
                .setCollectionName(deletes.collection())
                .setWait(true)
                .setPoints(PointsSelector.newBuilder().setFilter(VersionGuard.ofDeletes(deletes.points())))
                .build();
    }
}
