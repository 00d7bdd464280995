package io.millrace.benchmarks.relay;

import io.millrace.benchmarks.BenchmarkException;
import io.millrace.benchmarks.Waiting;
import io.millrace.benchmarks.stack.PrivateStack;
import io.millrace.ingest.relay.PostgresEndpoint;
import io.millrace.ingest.relay.RelayProperties;
import io.millrace.schemas.database.DatabaseRole;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;

/** A replication slot of the benchmark. The connections that its methods take are the administrator's. */
record BenchSlot(PrivateStack stack, String name) {

    private static final Duration BOUND = Duration.ofMinutes(1);
    private static final Duration POLL = Duration.ofMillis(2);
    /** Long enough for a position that was marked to reach the slot. */
    private static final Duration CONFIRM_POLL = Duration.ofMillis(100);

    /** Of a relay that reads this slot; all else as by default. */
    RelayProperties relayProperties() {
        return RelayProperties.of(Map.of("millrace.relay.slot-name", name));
    }

    /** Where a relay reads it. */
    PostgresEndpoint endpoint() {
        return PostgresEndpoint.of(stack.jdbcUrl(), DatabaseRole.RELAY.roleName(), stack.password(DatabaseRole.RELAY));
    }

    /** From now on the slot holds whatever is committed. */
    void create() throws SQLException {
        try (Connection connection = stack.administrator();
                PreparedStatement statement =
                        connection.prepareStatement("SELECT pg_create_logical_replication_slot(?, 'pgoutput')")) {
            statement.setString(1, name);
            statement.execute();
        }
    }

    /** Harmless when it does not exist. */
    void drop() throws SQLException {
        stack.dropSlotIfExists(name);
    }

    /** Returns whether a client streams it, or none does any more, within a bounded time. */
    boolean awaitStreamed(Connection connection, boolean wanted) {
        return Waiting.until(() -> is("active", connection) == wanted, POLL, BOUND);
    }

    /**
     * Brings a slot that is streamed to where a new one would be. Otherwise its next reader would begin with what is not
     * confirmed, and the server with reading the log again from the last point where no transaction ran.
     */
    void moveToEnd(Connection connection) {
        boolean moved = Waiting.until(
                () -> {
                    run("SELECT pg_log_standby_snapshot()", connection);
                    emitMessage(connection);
                    return is("pg_current_wal_lsn() - restart_lsn < 16384", connection);
                },
                CONFIRM_POLL,
                BOUND);
        if (!moved) {
            throw new BenchmarkException("The slot " + name + " did not move to the end of the log.");
        }
    }

    /** Whoever streams a slot gets a message behind all that is committed. */
    static void emitMessage(Connection connection) {
        run("SELECT pg_logical_emit_message(false, 'millrace.heartbeat', '')", connection);
    }

    private boolean is(String condition, Connection connection) {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT " + condition + " FROM pg_replication_slots WHERE slot_name = ?")) {
            query.setString(1, name);
            try (ResultSet row = query.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        } catch (SQLException e) {
            throw new BenchmarkException("The state of the slot cannot be read: " + e.getMessage() + ".", e);
        }
    }

    private static void run(String sql, Connection connection) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.execute();
        } catch (SQLException e) {
            throw new BenchmarkException("PostgreSQL refused '" + sql + "': " + e.getMessage() + ".", e);
        }
    }
}
