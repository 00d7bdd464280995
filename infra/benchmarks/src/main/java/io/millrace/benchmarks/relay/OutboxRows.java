package io.millrace.benchmarks.relay;

import io.millrace.benchmarks.collection.BenchCollection;
import io.millrace.benchmarks.corpus.EncodedChange;
import io.millrace.benchmarks.corpus.SyntheticCorpus;
import io.millrace.benchmarks.stack.PrivateStack;
import io.millrace.schemas.database.DatabaseRole;
import io.millrace.schemas.topic.TopicNames;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Commits rows to the outbox as the ingest-worker does. */
final class OutboxRows {

    /** As a document of many chunks would. */
    private static final int ROWS_PER_TRANSACTION = 100;

    private static final String INSERT = """
            INSERT INTO outbox (aggregatetype, aggregateid, type, payload, partition, document_id, version)
            VALUES (?, ?, ?, ?, ?, ?, ?)""";

    private OutboxRows() {}

    /** Returns once {@code count} rows are committed. */
    static void commit(PrivateStack stack, SyntheticCorpus corpus, BenchCollection collection, int count)
            throws SQLException {
        String aggregate = TopicNames.aggregateOfChunks(collection.store());
        try (Connection connection = stack.connect(DatabaseRole.INGEST);
                PreparedStatement insert = connection.prepareStatement(INSERT)) {
            connection.setAutoCommit(false);
            for (int n = 0; n < count; n++) {
                EncodedChange change = EncodedChange.of(corpus.chunk(collection.id(), n), PrivateStack.PARTITIONS);
                insert.setString(1, aggregate);
                insert.setBytes(2, change.key());
                insert.setString(3, change.op().wireName());
                insert.setBytes(4, change.value());
                insert.setInt(5, change.partition());
                insert.setObject(6, change.document().value());
                insert.setLong(7, change.version());
                insert.addBatch();
                if ((n + 1) % ROWS_PER_TRANSACTION == 0 || n + 1 == count) {
                    insert.executeBatch();
                    connection.commit();
                }
            }
        }
    }

    /** What was measured is not needed any more; the log of it goes when the slots have passed. */
    static void clear(PrivateStack stack) throws SQLException {
        try (Connection connection = stack.administrator();
                PreparedStatement truncate = connection.prepareStatement("TRUNCATE millrace.outbox")) {
            truncate.execute();
        }
    }
}
