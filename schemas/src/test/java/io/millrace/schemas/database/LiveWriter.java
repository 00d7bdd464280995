package io.millrace.schemas.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Changes a document and its chunks again and again, as the ingest-worker does, until closed. */
final class LiveWriter implements AutoCloseable {

    private static final String[] TRANSACTION = {
        "SELECT version FROM documents WHERE id = ?::uuid FOR UPDATE",
        """
        INSERT INTO documents (id, collection_id, source, mime_type, content_hash, status, version)
        SELECT gen_random_uuid(), collection_id, 'live/' || gen_random_uuid(), 'text/plain', sha256('live'), 'COMMITTED', 1
        FROM documents WHERE id = ?::uuid
        """,
        "UPDATE documents SET version = version + 1, updated_at = now() WHERE id = ?::uuid",
        """
        INSERT INTO chunks (id, collection_id, partition_key, document_id, chunk_index, version, text, content_hash, embedding_model)
        SELECT gen_random_uuid(), collection_id, chunk_partition_key(collection_id), id, 1000, version, 'live', content_hash, 'hashing'
        FROM documents WHERE id = ?::uuid
        """,
        """
        INSERT INTO outbox (aggregatetype, aggregateid, type, payload, partition, document_id, version)
        SELECT 'chunks.live', uuid_send(id), 'upsert', '\\x00', 0, id, version FROM documents WHERE id = ?::uuid
        """,
        """
        INSERT INTO audit_logs (operation, resource_type, resource_id, collection_id, version)
        SELECT 'document.committed', 'document', id, collection_id, version FROM documents WHERE id = ?::uuid
        """
    };

    private static final String DOCUMENT = "a0000000-0000-5000-8000-000000000001";

    private final Connection connection;
    private final AtomicInteger transactions = new AtomicInteger();
    private final AtomicReference<@Nullable SQLException> failure = new AtomicReference<>();
    private final Thread thread;
    private volatile boolean stopped;

    LiveWriter(MigratingDatabase database) throws SQLException {
        this.connection = database.connectAs(DatabaseRole.INGEST);
        connection.setAutoCommit(false);
        this.thread = Thread.ofVirtual().start(this::write);
    }

    private void write() {
        try {
            while (!stopped) {
                for (String sql : TRANSACTION) {
                    try (PreparedStatement statement = connection.prepareStatement(sql)) {
                        statement.setString(1, DOCUMENT);
                        statement.execute();
                    }
                }
                connection.commit();
                transactions.incrementAndGet();
            }
        } catch (SQLException e) {
            failure.set(e);
        }
    }

    int transactions() {
        return transactions.get();
    }

    /** @throws AssertionError if the writer saw an error */
    @Override
    public void close() throws SQLException, InterruptedException {
        stopped = true;
        thread.join();
        connection.close();
        SQLException seen = failure.get();
        if (seen != null) {
            throw new AssertionError("the writer saw an error after " + transactions + " transactions", seen);
        }
    }
}
