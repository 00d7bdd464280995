package io.millrace.ingest.relay;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;

/**
 * A session's advisory lock: of all instances with the same slot name, one holds it.
 *
 * <p>Tried for, not waited for: a waiting {@code pg_advisory_lock} would hold a snapshot for as long as it waits, and vacuum
 * with it. The server gives up a session that does not answer for 30 s; {@link #verify} fails after 5 s. So a cut-off leader
 * has stopped before another begins.
 */
final class LeaderLock implements AutoCloseable {

    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);

    private final Connection connection;

    private LeaderLock(Connection connection) {
        this.connection = connection;
    }

    static Optional<LeaderLock> tryAcquire(PostgresEndpoint postgres, String slotName) throws SQLException {
        Connection connection = postgres.connect("millrace-relay-leader", ANSWER_TIMEOUT);
        boolean held = false;
        try (Statement settings = connection.createStatement();
                PreparedStatement lock =
                        connection.prepareStatement("SELECT pg_try_advisory_lock(hashtextextended(?, 0))")) {
            settings.execute(
                    "SET tcp_keepalives_idle = 15; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3");
            lock.setString(1, "millrace.relay:" + slotName);
            try (ResultSet row = lock.executeQuery()) {
                row.next();
                held = row.getBoolean(1);
            }
        } finally {
            if (!held) {
                connection.close();
            }
        }
        return held ? Optional.of(new LeaderLock(connection)) : Optional.empty();
    }

    /** The session that holds the lock, for short statements. */
    Connection connection() {
        return connection;
    }

    /** @throws RelayException if the session, and the lock with it, is gone */
    void verify() {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT 1");
        } catch (SQLException e) {
            throw new RelayException(
                    RelayErrorCode.LEADERSHIP_LOST,
                    "the database session that makes this relay the leader is gone.",
                    e);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
