package io.millrace.benchmarks.relay;

import io.millrace.benchmarks.BenchmarkException;
import io.millrace.benchmarks.stack.PrivateStack;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** A replication slot of the benchmark. */
record BenchSlot(PrivateStack stack, String name) {

    /** From now on the slot holds whatever is committed. */
    void create() throws SQLException {
        query("SELECT pg_create_logical_replication_slot(?, 'pgoutput')");
    }

    void drop() throws SQLException {
        query("SELECT pg_drop_replication_slot(?)");
    }

    /** Whether a client streams it now, as a connection of the administrator's tells. */
    boolean isStreamed(Connection connection) {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT active FROM pg_replication_slots WHERE slot_name = ?")) {
            query.setString(1, name);
            try (ResultSet row = query.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        } catch (SQLException e) {
            throw new BenchmarkException("The state of the slot cannot be read: " + e.getMessage() + ".", e);
        }
    }

    private void query(String sql) throws SQLException {
        try (Connection connection = stack.administrator();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, name);
            statement.execute();
        }
    }
}
