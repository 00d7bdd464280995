package io.millrace.benchmarks.relay;

import io.debezium.embedded.Connect;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.RecordChangeEvent;
import io.debezium.engine.format.ChangeEventFormat;
import io.debezium.engine.spi.OffsetCommitPolicy;
import io.millrace.benchmarks.BenchmarkException;
import io.millrace.benchmarks.Stopwatch;
import io.millrace.benchmarks.stack.PrivateStack;
import io.millrace.ingest.relay.CaptureConfiguration;
import io.millrace.ingest.relay.RelayProperties;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
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

    private final PrivateStack stack;
    private final BenchSlot slot;

    BareEngine(PrivateStack stack) {
        this.stack = stack;
        this.slot = new BenchSlot(stack, SLOT);
    }

    /** The watch runs from the moment when the slot is streamed to the last of the rows that are committed. */
    void drain(Duration bound, Stopwatch watch) throws SQLException, InterruptedException, IOException {
        RelayProperties relay = slot.relayProperties();
        CountDownLatch drained = new CountDownLatch(1);
        try (Connection administrator = stack.administrator()) {
            long end = markEnd(administrator);
            DebeziumEngine<RecordChangeEvent<SourceRecord>> engine = DebeziumEngine.create(
                            ChangeEventFormat.of(Connect.class))
                    .using(CaptureConfiguration.of(relay, slot.endpoint()))
                    .using(OffsetCommitPolicy.always())
                    .notifying((events, committer) -> {
                        committer.markProcessed(events.getLast());
                        committer.markBatchFinished();
                        if (position(events) >= end) {
                            drained.countDown();
                        }
                        // As the relay rests: otherwise poller and decoder are in each other's way.
                        LockSupport.parkNanos(relay.batchInterval().toNanos());
                    })
                    .build();
            watch.settle();
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

    /** Writes a message behind the rows, and returns a position between. */
    private static long markEnd(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_current_wal_insert_lsn() - '0/0'")) {
            row.next();
            long end = row.getLong(1);
            BenchSlot.emitMessage(connection);
            return end;
        }
    }

    /** Of the newest record. */
    private static long position(List<RecordChangeEvent<SourceRecord>> events) {
        return events.getLast().record().sourceOffset().get("lsn") instanceof Number lsn ? lsn.longValue() : 0;
    }

    private void awaitStreamed(Connection connection, boolean wanted) {
        if (!slot.awaitStreamed(connection, wanted)) {
            throw new BenchmarkException("The engine alone did not " + (wanted ? "begin" : "end") + ".");
        }
    }
}
