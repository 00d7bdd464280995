package io.millrace.sync.point;

import static io.qdrant.client.ValueFactory.value;

import io.millrace.schemas.changeevent.ChangeEvent.ChunkUpsert;
import io.millrace.schemas.point.PointLayout;
import io.qdrant.client.grpc.Common.PointId;
import io.qdrant.client.grpc.JsonWithInt.Struct;
import io.qdrant.client.grpc.JsonWithInt.Value;
import io.qdrant.client.grpc.Points.DenseVector;
import io.qdrant.client.grpc.Points.NamedVectors;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.SparseVector;
import io.qdrant.client.grpc.Points.Vector;
import io.qdrant.client.grpc.Points.Vectors;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A chunk's full state as the point that stands for it. The same event gives the same point, vectors bit for bit. */
public final class PointAssembler {

    private PointAssembler() {}

    public static PointStruct assemble(ChunkUpsert chunk) {
        PointStruct.Builder point = PointStruct.newBuilder()
                .setId(id(chunk.chunkId().value()))
                .setVectors(Vectors.newBuilder().setVectors(vectors(chunk)))
                .putPayload(PointLayout.CHUNK_ID, value(chunk.chunkId().toString()))
                .putPayload(
                        PointLayout.COLLECTION_ID, value(chunk.collectionId().toString()))
                .putPayload(PointLayout.DOCUMENT_ID, value(chunk.documentId().toString()))
                .putPayload(PointLayout.DOCUMENT_REFERENCE, value(chunk.source()))
                .putPayload(PointLayout.TEXT_CONTENT, value(chunk.text()))
                .putPayload(PointLayout.CONTENT_HASH, value(chunk.contentHash().hex()))
                .putPayload(PointLayout.VERSION, value(chunk.version()))
                .putPayload(PointLayout.METADATA, metadata(chunk.metadata()));
        putIfPresent(point, PointLayout.TITLE, chunk.title());
        putIfPresent(point, PointLayout.SECTION_TITLE, chunk.sectionTitle());
        putIfPresent(point, PointLayout.PAGE_REFERENCE, chunk.pageReference());
        return point.build();
    }

    /** A point id is the chunk id. */
    public static PointId id(UUID chunk) {
        return PointId.newBuilder().setUuid(chunk.toString()).build();
    }

    private static NamedVectors vectors(ChunkUpsert chunk) {
        DenseVector.Builder dense = DenseVector.newBuilder();
        for (float component : chunk.vector()) {
            dense.addData(component);
        }
        NamedVectors.Builder named = NamedVectors.newBuilder()
                .putVectors(
                        PointLayout.DENSE, Vector.newBuilder().setDense(dense).build());
        if (chunk.sparseIndices().length > 0) {
            SparseVector.Builder sparse = SparseVector.newBuilder();
            for (int index : chunk.sparseIndices()) {
                sparse.addIndices(index);
            }
            for (float weight : chunk.sparseValues()) {
                sparse.addValues(weight);
            }
            named.putVectors(
                    PointLayout.BM25, Vector.newBuilder().setSparse(sparse).build());
        }
        return named.build();
    }

    private static Value metadata(Map<String, String> metadata) {
        Struct.Builder struct = Struct.newBuilder();
        metadata.forEach((key, text) -> struct.putFields(key, value(text)));
        return Value.newBuilder().setStructValue(struct).build();
    }

    private static void putIfPresent(PointStruct.Builder point, String key, @Nullable String text) {
        if (text != null) {
            point.putPayload(key, value(text));
        }
    }
}
