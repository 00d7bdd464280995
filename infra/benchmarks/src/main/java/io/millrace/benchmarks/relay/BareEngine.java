package io.millrace.benchmarks.relay;

import io.debezium.embedded.Connect;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.RecordChangeEvent;
import io.debezium.engine.format.ChangeEventFormat;
import io.debezium.engine.spi.OffsetCommitPolicy;
import io.millrace.benchmarks.BenchmarkException;
import io.millrace.benchmarks.Stopwatch;
import io.millrace.benchmarks.Waiting;
import io.millrace.benchmarks.stack.PrivateStack;
import io.millrace.ingest.relay.CaptureConfiguration;
import io.millrace.ingest.relay.PostgresEndpoint;
import io.millrace.ingest.relay.RelayProperties;
import io.millrace.schemas.database.DatabaseRole;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Debezium's engine with the relay's settings, and every row thrown away as it comes: no relay that stands on this engine can
 * be faster.
 */
final class BareEngine {

    static final String SLOT = "bench_bare_engine";

    private static final Duration START_BOUND = Duration.ofMinutes(1);
    private static final Duration POLL = Duration.ofMillis(2);
    /** As the relay's: without it, poller and decoder are in each other's way, and the engine is slower than the relay. */
    private static final Duration BATCH_INTERVAL = Duration.ofMillis(20);

    private final PrivateStack stack;
    private final BenchSlot slot;

    BareEngine(PrivateStack stack) {
        this.stack = stack;
        this.slot = new BenchSlot(stack, SLOT);
    }

    /** The watch runs from the moment when the slot is streamed to the last of the rows that are committed. */
    void drain(Duration bound, Stopwatch watch) throws SQLException, InterruptedException, IOException {
        CountDownLatch drained = new CountDownLatch(1);
        try (Connection administrator = stack.administrator()) {
            long end = markEnd(administrator);
            DebeziumEngine<RecordChangeEvent<SourceRecord>> engine = DebeziumEngine.create(
                            ChangeEventFormat.of(Connect.class))
                    .using(configuration())
                    .using(OffsetCommitPolicy.always())
                    .notifying((events, committer) -> {
                        committer.markProcessed(events.getLast());
                        committer.markBatchFinished();
                        if (position(events) >= end) {
                            drained.countDown();
                        }
                        LockSupport.parkNanos(BATCH_INTERVAL.toNanos());
                    })
                    .build();
            Thread thread = Thread.ofPlatform().daemon().start(engine);
            try {
                awaitStreamed(administrator, true);
                watch.start();
                boolean all = drained.await(bound.toMillis(), TimeUnit.MILLISECONDS);
                watch.stop();
                if (!all) {
                    throw new BenchmarkException("The engine alone did not come to the end of the rows.");
                }
            } finally {
                engine.close();
                thread.join();
                awaitStreamed(administrator, false);
            }
        }
    }

    private Properties configuration() {
        return CaptureConfiguration.of(
                RelayProperties.of(Map.of("millrace.relay.slot-name", SLOT)),
                PostgresEndpoint.of(
                        stack.jdbcUrl(), DatabaseRole.RELAY.roleName(), stack.password(DatabaseRole.RELAY)));
    }

    /** Writes a message behind the rows, and returns a position between. */
    private static long markEnd(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            long end;
            try (ResultSet row = statement.executeQuery("SELECT pg_current_wal_insert_lsn() - '0/0'")) {
                row.next();
                end = row.getLong(1);
            }
            statement.execute("SELECT pg_logical_emit_message(false, 'millrace.heartbeat', '')");
            return end;
        }
    }

    /** Of the newest record. */
    private static long position(List<RecordChangeEvent<SourceRecord>> events) {
        return events.getLast().record().sourceOffset().get("lsn") instanceof Number lsn ? lsn.longValue() : 0;
    }

    private void awaitStreamed(Connection connection, boolean wanted) {
        if (!Waiting.until(() -> slot.isStreamed(connection) == wanted, POLL, START_BOUND)) {
            throw new BenchmarkException("The engine alone did not " + (wanted ? "begin" : "end") + ".");
        }
    }
}
