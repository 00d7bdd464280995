package io.millrace.benchmarks.latency;

import io.millrace.benchmarks.BenchmarkException;
import io.millrace.benchmarks.stack.PrivateStack;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;
import org.postgresql.replication.PGReplicationStream;

/** One hop of the bare chain: commits a row to a table of its own and reads it from a replication stream of its own. */
final class BareCapture implements AutoCloseable {

    private static final String NAME = "bench_bare_chain";
    private static final int STATUS_SECONDS = 2;
    /** Message types of pgoutput. Source: PostgreSQL 18 manual, "Logical Replication Message Formats". */
    private static final byte COMMIT = 'C';

    private final PrivateStack stack;
    private final Connection writer;
    private final PreparedStatement insert;
    private final Connection reader;
    private final PGReplicationStream stream;

    BareCapture(PrivateStack stack) throws SQLException {
        this.stack = stack;
        this.writer = stack.administrator();
        try (Statement statement = writer.createStatement()) {
            statement.execute("CREATE TABLE " + NAME
                    + " (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, value bytea NOT NULL)");
            statement.execute("CREATE PUBLICATION " + NAME + " FOR TABLE " + NAME);
            statement.execute("SELECT pg_create_logical_replication_slot('" + NAME + "', 'pgoutput')");
        }
        this.insert = writer.prepareStatement("INSERT INTO " + NAME + " (value) VALUES (?)");
        Properties login = stack.administratorLogin();
        PGProperty.REPLICATION.set(login, "database");
        PGProperty.PREFER_QUERY_MODE.set(login, "simple");
        PGProperty.ASSUME_MIN_SERVER_VERSION.set(login, "10");
        this.reader = DriverManager.getConnection(stack.jdbcUrl(), login);
        this.stream = reader.unwrap(PGConnection.class)
                .getReplicationAPI()
                .replicationStream()
                .logical()
                .withSlotName(NAME)
                .withSlotOption("proto_version", 1)
                .withSlotOption("publication_names", NAME)
                .withStatusInterval(STATUS_SECONDS, TimeUnit.SECONDS)
                .start();
    }

    /** Returns when the row's transaction has come out of the stream. */
    void commitAndCapture(byte[] value) throws SQLException {
        insert.setBytes(1, value);
        insert.executeUpdate();
        while (true) {
            ByteBuffer message = stream.read();
            if (message == null) {
                throw new BenchmarkException("The bare replication stream ended.");
            }
            if (message.get(message.position()) == COMMIT) {
                stream.setAppliedLSN(stream.getLastReceiveLSN());
                stream.setFlushedLSN(stream.getLastReceiveLSN());
                return;
            }
        }
    }

    @Override
    public void close() throws SQLException {
        stream.close();
        reader.close();
        stack.dropSlotIfExists(NAME);
        try (Statement statement = writer.createStatement()) {
            statement.execute("DROP PUBLICATION " + NAME);
            statement.execute("DROP TABLE " + NAME);
        }
        writer.close();
    }
}
