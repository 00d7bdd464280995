package io.millrace.ingest.relay;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.replication.LogSequenceNumber;

/** The relay's replication slot, as the server sees it. */
final class ReplicationSlot {

    private static final String APPLICATION = "millrace-relay";

    private final PostgresEndpoint postgres;
    private final String name;

    ReplicationSlot(PostgresEndpoint postgres, String name) {
        this.postgres = postgres;
        this.name = name;
    }

    String name() {
        return name;
    }

    /** Source: PostgreSQL 18 manual, "Streaming Replication Protocol": IDENTIFY_SYSTEM. */
    ServerPosition identifySystem() throws SQLException {
        try (Connection connection = postgres.connectForReplication(APPLICATION);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("IDENTIFY_SYSTEM")) {
            row.next();
            return new ServerPosition(
                    row.getString("systemid"),
                    row.getInt("timeline"),
                    LogSequenceNumber.valueOf(row.getString("xlogpos")));
        }
    }

    Optional<SlotState> state(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT plugin, database, active, wal_status, confirmed_flush_lsn::text FROM pg_replication_slots WHERE slot_name = ?")) {
            select.setString(1, name);
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? Optional.of(new SlotState(
                                row.getString(1),
                                row.getString(2),
                                row.getBoolean(3),
                                row.getString(4),
                                lsn(row.getString(5))))
                        : Optional.empty();
            }
        }
    }

    /** How many bytes of WAL the slot has not confirmed; 0 when there is no slot. */
    long lagBytes(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT pg_current_wal_flush_lsn() - confirmed_flush_lsn FROM pg_replication_slots WHERE slot_name = ?")) {
            select.setString(1, name);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Math.max(0, row.getLong(1)) : 0;
            }
        }
    }

    void drop(Connection connection) throws SQLException {
        try (PreparedStatement drop = connection.prepareStatement(
                "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = ?")) {
            drop.setString(1, name);
            drop.execute();
        }
    }

    /** Ends the server process that reads the slot: what hangs on its socket sees an error. */
    void terminateReader(Connection connection) throws SQLException {
        try (PreparedStatement terminate = connection.prepareStatement(
                "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = ? AND active_pid IS NOT NULL")) {
            terminate.setString(1, name);
            terminate.execute();
        }
    }

    private static @Nullable LogSequenceNumber lsn(@Nullable String text) {
        return text == null ? null : LogSequenceNumber.valueOf(text);
    }
}
