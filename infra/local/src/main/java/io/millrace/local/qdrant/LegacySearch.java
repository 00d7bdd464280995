package io.millrace.local.qdrant;

import io.qdrant.client.grpc.Points.DenseVector;
import io.qdrant.client.grpc.Points.Query;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.SearchPoints;
import io.qdrant.client.grpc.Points.SparseVector;
import io.qdrant.client.grpc.Points.VectorInput;

/** Translates the deprecated search call, which older clients use, into a query. */
final class LegacySearch {

    private LegacySearch() {}

    static QueryPoints query(SearchPoints request) {
        VectorInput.Builder vector = VectorInput.newBuilder();
        if (request.hasSparseIndices()) {
            vector.setSparse(SparseVector.newBuilder()
                    .addAllIndices(request.getSparseIndices().getDataList())
                    .addAllValues(request.getVectorList()));
        } else {
            vector.setDense(DenseVector.newBuilder().addAllData(request.getVectorList()));
        }
        QueryPoints.Builder query = QueryPoints.newBuilder()
                .setCollectionName(request.getCollectionName())
                .setQuery(Query.newBuilder().setNearest(vector))
                .setUsing(request.getVectorName())
                .setLimit(request.getLimit())
                .setOffset(request.getOffset())
                .setParams(request.getParams())
                .setWithPayload(request.getWithPayload());
        if (request.hasFilter()) {
            query.setFilter(request.getFilter());
        }
        if (request.hasScoreThreshold()) {
            query.setScoreThreshold(request.getScoreThreshold());
        }
        if (request.hasWithVectors()) {
            query.setWithVectors(request.getWithVectors());
        }
        return query.build();
    }
}
