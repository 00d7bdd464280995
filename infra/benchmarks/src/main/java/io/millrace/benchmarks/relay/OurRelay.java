package io.millrace.benchmarks.relay;

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
    private static final Duration CONFIRM_BOUND = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(2);

    private final OutboxRelay relay;
    private final Connection watcher;

    OurRelay(PrivateStack stack) throws SQLException {
        this.relay = new OutboxRelay(
                RelayProperties.of(Map.of("millrace.relay.slot-name", SLOT)),
                PostgresEndpoint.of(stack.jdbcUrl(), DatabaseRole.RELAY.roleName(), stack.password(DatabaseRole.RELAY)),
                stack.kafkaProperties(),
                stack.topics(),
                new SimpleMeterRegistry());
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
            watch.start();
            end.await(rows, bound);
            watch.stop();
            // What is not confirmed would be sent again within the next round's time.
            Waiting.until(this::isConfirmed, POLL, CONFIRM_BOUND);
        } finally {
            relay.close();
            awaitIdleSlot();
        }
    }

    private void awaitIdleSlot() {
        Waiting.until(() -> !isStreamed(), POLL, START_BOUND);
    }

    private boolean isStreamed() {
        return ask("SELECT active FROM pg_replication_slots WHERE slot_name = ?");
    }

    /** A transaction of rows is larger than this, and what else is written meanwhile smaller. */
    private boolean isConfirmed() {
        return ask("SELECT pg_current_wal_lsn() - confirmed_flush_lsn < 65536 FROM pg_replication_slots"
                + " WHERE slot_name = ?");
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
