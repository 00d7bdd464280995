package io.millrace.benchmarks.relay;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.benchmarks.BenchmarkException;
import io.millrace.benchmarks.Stopwatch;
import io.millrace.benchmarks.Waiting;
import io.millrace.benchmarks.stack.PrivateStack;
import io.millrace.ingest.relay.OutboxRelay;
import io.millrace.ingest.relay.PostgresEndpoint;
import io.millrace.ingest.relay.RelayProperties;
import io.millrace.ingest.relay.RelayState;
import io.millrace.schemas.database.DatabaseRole;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;

/** Millrace's relay in this JVM, warmed up by the same rounds as the bare clients, with its defaults. */
final class OurRelay implements AutoCloseable {

    static final String SLOT = "bench_relay";

    private static final Duration START_BOUND = Duration.ofMinutes(1);
    private static final Duration POLL = Duration.ofMillis(2);
    /** Shorter than a round could ever tell from another, and rare enough not to be part of it. */
    private static final Duration SENT_POLL = Duration.ofMillis(1);
    /** Long enough for a position that was marked to reach the slot. */
    private static final Duration CONFIRM_POLL = Duration.ofMillis(100);

    private final BenchSlot slot;
    private final OutboxRelay relay;
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final Connection watcher;

    OurRelay(PrivateStack stack) throws SQLException {
        this.slot = new BenchSlot(stack, SLOT);
        this.relay = new OutboxRelay(
                RelayProperties.of(Map.of("millrace.relay.slot-name", SLOT)),
                PostgresEndpoint.of(stack.jdbcUrl(), DatabaseRole.RELAY.roleName(), stack.password(DatabaseRole.RELAY)),
                stack.kafkaProperties(),
                stack.topics(),
                meters);
        this.watcher = stack.administrator();
    }

    /** Makes the slot, which only the relay itself may do; after this it holds whatever is committed. */
    void makeSlot() {
        relay.start();
        boolean made = Waiting.until(() -> relay.state() instanceof RelayState.Streaming, POLL, START_BOUND);
        String state = relay.state().label();
        relay.close();
        if (!made) {
            throw new BenchmarkException("The relay did not begin to stream; its state is " + state + ".");
        }
        awaitIdleSlot();
    }

    /** The watch runs from the moment when the slot is streamed to the last of {@code rows} records in the topic. */
    void drain(int rows, TopicEnd end, Duration bound, Stopwatch watch) {
        relay.start();
        try {
            if (!Waiting.until(this::isStreamed, POLL, START_BOUND)) {
                throw new BenchmarkException("The relay did not begin to stream; its state is "
                        + relay.state().label() + ".");
            }
            double before = sent();
            watch.start();
            // Asking the broker meanwhile would take time from it; it is asked once, whether all are there.
            boolean all = Waiting.until(() -> sent() - before >= rows, SENT_POLL, bound);
            watch.stop();
            if (!all || end.size() < rows) {
                throw new BenchmarkException(
                        end.size() + " of " + rows + " records were in the topic after " + watch.seconds() + " s.");
            }
            moveSlot();
        } finally {
            relay.close();
            awaitIdleSlot();
        }
    }

    private void awaitIdleSlot() {
        Waiting.until(() -> !isStreamed(), POLL, START_BOUND);
    }

    private boolean isStreamed() {
        return slot.isStreamed(watcher);
    }

    private double sent() {
        Counter counter = meters.find("millrace.relay.records").counter();
        return counter == null ? 0 : counter.count();
    }

    /**
     * Brings the slot to where a new one would be. Otherwise the next round would begin with what is not confirmed, and the
     * server with reading the log of this round again, from the last point where no transaction ran. The bare drain's slot is
     * new in each round.
     */
    private void moveSlot() {
        boolean moved = Waiting.until(
                () -> ask(
                                "SELECT true FROM pg_log_standby_snapshot(), pg_logical_emit_message(false, 'millrace.heartbeat', ''),"
                                        + " pg_replication_slots WHERE slot_name = ?")
                        && ask("SELECT pg_current_wal_lsn() - restart_lsn < 16384 FROM pg_replication_slots"
                                + " WHERE slot_name = ?"),
                CONFIRM_POLL,
                START_BOUND);
        if (!moved) {
            throw new BenchmarkException("The relay's slot did not move to the end of the log.");
        }
    }

    private boolean ask(String sql) {
        try (PreparedStatement query = watcher.prepareStatement(sql)) {
            query.setString(1, SLOT);
            try (ResultSet row = query.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        } catch (SQLException e) {
            throw new BenchmarkException("The state of the slot cannot be read: " + e.getMessage() + ".", e);
        }
    }

    @Override
    public void close() throws SQLException {
        relay.close();
        watcher.close();
    }
}
