package io.millrace.benchmarks.relay;

import io.millrace.benchmarks.BenchmarkException;
import io.millrace.benchmarks.Stopwatch;
import io.millrace.benchmarks.stack.PrivateStack;
import io.millrace.schemas.database.DatabaseRole;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;
import org.postgresql.replication.PGReplicationStream;

/**
 * The raw limit of reading: a pgoutput stream on a slot of its own, each message's bytes received, none decoded, the position
 * confirmed at every commit as a client must.
 */
final class BareDrain {

    static final String SLOT = "bench_bare_drain";

    private static final String PUBLICATION = "millrace_outbox";
    /** Message types of pgoutput. Source: PostgreSQL 18 manual, "Logical Replication Message Formats". */
    private static final byte INSERT = 'I';

    private static final byte COMMIT = 'C';
    private static final int STATUS_SECONDS = 2;

    private final PrivateStack stack;

    BareDrain(PrivateStack stack) {
        this.stack = stack;
    }

    /** The watch runs from the command that starts the stream to the last of {@code rows} rows. */
    void drain(int rows, Stopwatch watch) throws SQLException {
        Properties login = stack.login(DatabaseRole.RELAY);
        PGProperty.REPLICATION.set(login, "database");
        PGProperty.PREFER_QUERY_MODE.set(login, "simple");
        PGProperty.ASSUME_MIN_SERVER_VERSION.set(login, "10");
        try (Connection connection = DriverManager.getConnection(stack.jdbcUrl(), login)) {
            watch.settle();
            watch.start();
            try (PGReplicationStream stream = connection
                    .unwrap(PGConnection.class)
                    .getReplicationAPI()
                    .replicationStream()
                    .logical()
                    .withSlotName(SLOT)
                    .withSlotOption("proto_version", 1)
                    .withSlotOption("publication_names", PUBLICATION)
                    .withStatusInterval(STATUS_SECONDS, TimeUnit.SECONDS)
                    .start()) {
                read(stream, rows, watch);
            }
        }
    }

    private static void read(PGReplicationStream stream, int rows, Stopwatch watch) throws SQLException {
        int seen = 0;
        while (true) {
            ByteBuffer message = stream.read();
            if (message == null) {
                throw new BenchmarkException("The bare replication stream ended after " + seen + " rows.");
            }
            byte type = message.get(message.position());
            if (type == INSERT && ++seen == rows) {
                watch.stop();
            }
            if (type == COMMIT) {
                stream.setAppliedLSN(stream.getLastReceiveLSN());
                stream.setFlushedLSN(stream.getLastReceiveLSN());
                if (seen == rows) {
                    stream.forceUpdateStatus();
                    return;
                }
            }
        }
    }
}
