package io.millrace.benchmarks.corpus;

import static io.qdrant.client.PointIdFactory.id;
import static io.qdrant.client.ValueFactory.value;

import io.millrace.schemas.changeevent.ChangeEvent.ChunkUpsert;
import io.millrace.schemas.point.PointLayout;
import io.qdrant.client.grpc.JsonWithInt.Struct;
import io.qdrant.client.grpc.JsonWithInt.Value;
import io.qdrant.client.grpc.Points.DenseVector;
import io.qdrant.client.grpc.Points.NamedVectors;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.SparseVector;
import io.qdrant.client.grpc.Points.Vector;
import io.qdrant.client.grpc.Points.Vectors;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The point that the sync-worker writes for a chunk, made as users of the official client make it: of its objects. */
public final class BarePoint {

    private BarePoint() {}

    public static PointStruct of(ChunkUpsert chunk) {
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
