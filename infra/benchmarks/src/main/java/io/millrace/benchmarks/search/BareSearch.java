package io.millrace.benchmarks.search;

import io.millrace.benchmarks.BenchmarkException;
import io.millrace.benchmarks.collection.BenchCollection;
import io.millrace.benchmarks.stack.PrivateStack;
import io.millrace.schemas.database.DatabaseRole;
import io.millrace.schemas.point.PointLayout;
import io.qdrant.client.QdrantClient;
import io.qdrant.client.QueryFactory;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.ScoredPoint;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * The raw limit of a search: the official client's query for ids, then one prepared statement that reads their chunks and
 * documents, one after the other on open connections.
 */
final class BareSearch implements Searcher {

    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private static final String ENRICH = """
            SELECT c.id, d.source, d.title, c.section_title, c.text, c.start_offset, c.end_offset, d.metadata
            FROM chunks c JOIN documents d ON d.id = c.document_id
            WHERE c.id = ANY (?) AND c.collection_id = ? AND c.partition_key = ?""";

    private final QdrantClient client;
    private final Connection connection;
    private final PreparedStatement enrich;
    private final String alias;
    private final List<float[]> queries;

    BareSearch(PrivateStack stack, BenchCollection collection, List<float[]> queries) throws SQLException {
        this.client = stack.qdrant();
        this.alias = collection.store().value();
        this.queries = queries;
        this.connection = stack.connect(DatabaseRole.QUERY);
        int partitionKey;
        try (PreparedStatement caller = connection.prepareStatement(
                "SELECT set_config('millrace.caller', '00000000-0000-4000-8000-000000000001', false), chunk_partition_key(?)")) {
            caller.setObject(1, collection.id().value());
            try (ResultSet row = caller.executeQuery()) {
                row.next();
                partitionKey = row.getInt(2);
            }
        }
        this.enrich = connection.prepareStatement(ENRICH);
        enrich.setObject(2, collection.id().value());
        enrich.setInt(3, partitionKey);
    }

    @Override
    public void search(int query) throws Exception {
        QueryPoints request = QueryPoints.newBuilder()
                .setCollectionName(alias)
                .setQuery(QueryFactory.nearest(queries.get(query)))
                .setUsing(PointLayout.DENSE)
                .setLimit(HITS)
                .build();
        List<ScoredPoint> points = client.queryAsync(request, DEADLINE).get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
        Object[] ids = points.stream()
                .map(point -> UUID.fromString(point.getId().getUuid()))
                .toArray();
        enrich.setArray(1, connection.createArrayOf("uuid", ids));
        int hits = 0;
        try (ResultSet row = enrich.executeQuery()) {
            while (row.next() && !row.getString("text").isEmpty()) {
                hits++;
            }
        }
        if (hits != HITS) {
            throw new BenchmarkException("A bare search found " + hits + " hits instead of " + HITS + ".");
        }
    }

    @Override
    public void close() throws SQLException {
        client.close();
        connection.close();
    }
}
