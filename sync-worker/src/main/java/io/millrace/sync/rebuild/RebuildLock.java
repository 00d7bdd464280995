package io.millrace.sync.rebuild;

import io.millrace.schemas.id.CollectionId;
import io.millrace.sync.connection.PostgresConnections;
import io.millrace.sync.connection.SyncSettings.PostgresTarget;
import io.millrace.sync.retry.DependencyException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** One rebuild or rollback of a collection at a time, wherever it runs: the lock ends with its database session. */
final class RebuildLock implements AutoCloseable {

    private final Connection session;

    private RebuildLock(Connection session) {
        this.session = session;
    }

    /** @throws RefusedRebuildException if another process holds it */
    static RebuildLock take(PostgresTarget postgres, CollectionId collection) {
        try {
            Connection session = PostgresConnections.open(postgres);
            try (PreparedStatement lock =
                    session.prepareStatement("SELECT pg_try_advisory_lock(hashtextextended(?, 0))")) {
                lock.setString(1, "millrace.rebuild." + collection);
                try (ResultSet row = lock.executeQuery()) {
                    if (row.next() && row.getBoolean(1)) {
                        return new RebuildLock(session);
                    }
                }
            }
            session.close();
        } catch (SQLException e) {
            throw new DependencyException("postgres-unavailable", "Postgres did not answer: " + e.getMessage(), e);
        }
        throw new RefusedRebuildException(
                "Another process is rebuilding this collection: wait for it, or end it, and run this again.");
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (SQLException e) {
            throw new DependencyException("postgres-unavailable", "the lock's session did not end well", e);
        }
    }
}
