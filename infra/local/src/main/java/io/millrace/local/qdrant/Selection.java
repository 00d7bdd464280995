package io.millrace.local.qdrant;

import io.millrace.local.qdrant.filter.FilterReader;
import io.millrace.local.qdrant.index.PointIndex;
import io.millrace.local.qdrant.index.StoredPoint;
import io.millrace.local.qdrant.payload.JsonPath;
import io.millrace.local.qdrant.payload.PayloadSelection;
import io.millrace.local.qdrant.point.PointVectors;
import io.millrace.local.qdrant.point.SparseWeights;
import io.millrace.local.qdrant.point.VectorSchema;
import io.millrace.local.qdrant.query.Hit;
import io.qdrant.client.grpc.Points.DenseVector;
import io.qdrant.client.grpc.Points.NamedVectorsOutput;
import io.qdrant.client.grpc.Points.RetrievedPoint;
import io.qdrant.client.grpc.Points.ScoredPoint;
import io.qdrant.client.grpc.Points.SparseVector;
import io.qdrant.client.grpc.Points.VectorOutput;
import io.qdrant.client.grpc.Points.VectorsOutput;
import io.qdrant.client.grpc.Points.WithPayloadSelector;
import io.qdrant.client.grpc.Points.WithVectorsSelector;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an answer carries of each point.
 *
 * @param payload the part of the payload
 * @param vectorNames the vectors, by name
 * @param unnamed whether the vector {@code ""} is sent as the unnamed vector
 */
record Selection(PayloadSelection payload, Set<String> vectorNames, boolean unnamed) {

    /** Only what identifies a point. */
    static final Selection NOTHING = new Selection(new PayloadSelection.None(), Set.of(), false);

    static Selection of(
            VectorSchema schema,
            WithPayloadSelector withPayload,
            WithVectorsSelector withVectors,
            boolean payloadByDefault) {
        PayloadSelection payload = switch (withPayload.getSelectorOptionsCase()) {
            case ENABLE -> withPayload.getEnable() ? new PayloadSelection.All() : new PayloadSelection.None();
            case INCLUDE ->
                new PayloadSelection.Include(paths(withPayload.getInclude().getFieldsList()));
            case EXCLUDE ->
                new PayloadSelection.Exclude(paths(withPayload.getExclude().getFieldsList()));
            case SELECTOROPTIONS_NOT_SET -> payloadByDefault ? new PayloadSelection.All() : new PayloadSelection.None();
        };
        Set<String> vectorNames = switch (withVectors.getSelectorOptionsCase()) {
            case ENABLE -> withVectors.getEnable() ? schema.names() : Set.of();
            case INCLUDE -> {
                Set<String> names = Set.copyOf(withVectors.getInclude().getNamesList());
                names.forEach(schema::requireName);
                yield names;
            }
            case SELECTOROPTIONS_NOT_SET -> Set.of();
        };
        return new Selection(payload, vectorNames, schema.unnamed());
    }

    private static List<JsonPath> paths(List<String> keys) {
        return keys.stream().map(FilterReader::path).toList();
    }

    /** Reads what is selected of these documents. */
    List<StoredPoint> read(PointIndex.View view, int[] docs) throws IOException {
        return view.points().read(docs, !(payload instanceof PayloadSelection.None), vectorNames);
    }

    RetrievedPoint retrieved(StoredPoint point) {
        RetrievedPoint.Builder retrieved =
                RetrievedPoint.newBuilder().setId(point.key().toProto()).putAllPayload(payload.from(point.payload()));
        VectorsOutput vectors = output(point.vectors());
        if (vectors != null) {
            retrieved.setVectors(vectors);
        }
        return retrieved.build();
    }

    ScoredPoint scored(StoredPoint point, Hit hit) {
        ScoredPoint.Builder scored = ScoredPoint.newBuilder()
                .setId(point.key().toProto())
                .putAllPayload(payload.from(point.payload()))
                .setScore(hit.score())
                .setVersion(point.version());
        VectorsOutput vectors = output(point.vectors());
        if (vectors != null) {
            scored.setVectors(vectors);
        }
        if (hit.orderValue() != null) {
            scored.setOrderValue(hit.orderValue());
        }
        return scored.build();
    }

    private @Nullable VectorsOutput output(PointVectors vectors) {
        if (vectorNames.isEmpty()) {
            return null;
        }
        float[] single = vectors.dense().get("");
        if (unnamed && single != null && vectors.sparse().isEmpty()) {
            return VectorsOutput.newBuilder().setVector(dense(single)).build();
        }
        NamedVectorsOutput.Builder named = NamedVectorsOutput.newBuilder();
        vectors.dense().forEach((name, vector) -> named.putVectors(name, dense(vector)));
        vectors.sparse().forEach((name, weights) -> named.putVectors(name, sparse(weights)));
        return VectorsOutput.newBuilder().setVectors(named).build();
    }

    private static VectorOutput dense(float[] vector) {
        DenseVector.Builder elements = DenseVector.newBuilder();
        for (float element : vector) {
            elements.addData(element);
        }
        return VectorOutput.newBuilder().setDense(elements).build();
    }

    private static VectorOutput sparse(SparseWeights weights) {
        SparseVector.Builder elements = SparseVector.newBuilder();
        for (int i = 0; i < weights.size(); i++) {
            elements.addIndices(weights.dimension(i)).addValues(weights.weight(i));
        }
        return VectorOutput.newBuilder().setSparse(elements).build();
    }
}
