package io.millrace.benchmarks.lookup;

import io.millrace.benchmarks.BenchmarkException;
import io.millrace.benchmarks.collection.BenchCollection;
import io.millrace.benchmarks.stack.PrivateStack;
import io.millrace.schemas.database.DatabaseRole;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** The raw limit: a prepared statement for each read, on an open connection, under row-level security as query-api is. */
final class BareLookup implements Lookup {

    private static final String CALLER =
            "SELECT set_config('millrace.caller', '00000000-0000-4000-8000-000000000001', false)";

    private static final String DOCUMENT = """
            SELECT id, source, title, mime_type, content_hash, content_bytes, metadata, version, indexed_version, status, chunk_count,
                   deleted_at, created_at, updated_at, indexed_at
            FROM documents WHERE collection_id = ? AND id = ?""";

    private static final String CHUNKS = """
            SELECT id, chunk_index, version, section_title, page_reference, text, start_offset, end_offset, token_count, content_hash,
                   embedding_model
            FROM chunks
            WHERE partition_key = chunk_partition_key(?) AND collection_id = ? AND document_id = ?
            ORDER BY chunk_index LIMIT 101""";

    private final Connection connection;
    private final PreparedStatement document;
    private final PreparedStatement chunks;
    private final List<UUID> documents;

    BareLookup(PrivateStack stack, BenchCollection collection, List<UUID> documents) throws SQLException {
        this.documents = documents;
        this.connection = stack.connect(DatabaseRole.QUERY);
        try (PreparedStatement caller = connection.prepareStatement(CALLER)) {
            caller.execute();
        }
        this.document = connection.prepareStatement(DOCUMENT);
        document.setObject(1, collection.id().value());
        this.chunks = connection.prepareStatement(CHUNKS);
        chunks.setObject(1, collection.id().value());
        chunks.setObject(2, collection.id().value());
    }

    @Override
    public void document(int n) throws SQLException {
        document.setObject(2, documents.get(n));
        expect(1, document);
    }

    @Override
    public void chunks(int n) throws SQLException {
        chunks.setObject(3, documents.get(n));
        expect(LookupRows.CHUNKS_PER_DOCUMENT, chunks);
    }

    private static void expect(int wanted, PreparedStatement statement) throws SQLException {
        int rows = 0;
        try (ResultSet row = statement.executeQuery()) {
            while (row.next() && row.getObject(1) != null) {
                rows++;
            }
        }
        if (rows != wanted) {
            throw new BenchmarkException("A bare read found " + rows + " rows instead of " + wanted + ".");
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
