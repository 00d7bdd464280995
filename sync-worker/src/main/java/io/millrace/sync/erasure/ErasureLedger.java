package io.millrace.sync.erasure;

import io.millrace.sync.retry.DependencyException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The rows of {@code operations} that are erasures. Who claims one holds it by a lease, which every save prolongs. Thread-safe.
 * Every method throws {@link DependencyException} if the database does not answer.
 */
final class ErasureLedger {

    /** Claims what is due, the longest unattended first. A worker that comes back finds its own at once. */
    private static final String CLAIM = """
            UPDATE operations SET status = 'RUNNING', started_at = coalesce(started_at, now()),
                   lease_owner = ?, lease_until = now() + make_interval(secs => ?)
            WHERE id = (SELECT id FROM operations
                        WHERE type = 'ERASURE' AND finished_at IS NULL
                          AND (lease_until IS NULL OR lease_until < now() OR lease_owner = ?)
                          AND coalesce((progress ->> 'next_pass_at')::timestamptz, '-infinity') <= now()
                        ORDER BY coalesce((progress ->> 'next_pass_at')::timestamptz, created_at)
                        LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING id, config, progress""";

    private static final String MINE = " WHERE id = ? AND lease_owner = ? AND finished_at IS NULL";

    private final DataSource database;
    private final String owner;
    private final Duration lease;
    private final JsonMapper json = JsonMapper.builder().build();

    /** @param owner this process, by a name that no other has */
    ErasureLedger(DataSource database, String owner, Duration lease) {
        this.database = database;
        this.owner = owner;
        this.lease = lease;
    }

    Optional<Erasure> claim(Instant now) {
        try (Connection connection = database.getConnection();
                PreparedStatement claim = connection.prepareStatement(CLAIM)) {
            claim.setString(1, owner);
            claim.setDouble(2, (double) lease.toSeconds());
            claim.setString(3, owner);
            try (ResultSet row = claim.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                return Optional.of(new Erasure(
                        row.getObject(1, UUID.class),
                        Subject.of(json.readTree(row.getString(2))),
                        new ErasureProgress((ObjectNode) json.readTree(row.getString(3))),
                        now));
            }
        } catch (SQLException e) {
            throw unavailable(e);
        }
    }

    /** The subject as it is noted now: taking a user's power may have found collections. */
    Subject subject(UUID operation) {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement("SELECT config FROM operations WHERE id = ?")) {
            select.setObject(1, operation);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return Subject.of(json.readTree(row.getString(1)));
            }
        } catch (SQLException e) {
            throw unavailable(e);
        }
    }

    /** @throws LostLeaseException if another worker has taken the operation up */
    void save(Erasure erasure) {
        update(
                "UPDATE operations SET progress = ?::jsonb, lease_until = now() + make_interval(secs => ?)" + MINE,
                progress(erasure),
                (double) lease.toSeconds(),
                erasure.id(),
                owner);
    }

    /** Ends the pass: the operation is anybody's when it is due again. */
    void release(Erasure erasure, Instant nextPass) {
        erasure.progress().instant("next_pass_at", nextPass);
        update(
                "UPDATE operations SET progress = ?::jsonb, lease_owner = NULL, lease_until = NULL" + MINE,
                progress(erasure),
                erasure.id(),
                owner);
    }

    /** Of the configuration only ids stay, and names of nothing. */
    void forgetNames(Erasure erasure) {
        update("""
                UPDATE operations SET progress = ?::jsonb, lease_until = now() + make_interval(secs => ?),
                       config = jsonb_strip_nulls(jsonb_build_object('subject', config -> 'subject', 'user', config -> 'user',
                           'document', config -> 'document', 'trim_topics', config -> 'trim_topics',
                           'collections', (SELECT coalesce(jsonb_agg(c - 'name'), '[]')
                                           FROM jsonb_array_elements(config -> 'collections') c)))""" + MINE, progress(erasure), (double) lease.toSeconds(), erasure.id(), owner);
    }

    void succeed(Erasure erasure) {
        end(erasure, "SUCCEEDED", null);
    }

    /** @param sentence for whoever asked for it */
    void fail(Erasure erasure, String sentence) {
        end(erasure, "FAILED", sentence);
    }

    private void end(Erasure erasure, String status, @Nullable String error) {
        erasure.progress().forget("next_pass_at");
        update(
                "UPDATE operations SET status = ?, error = ?, progress = ?::jsonb, finished_at = now(),"
                        + " lease_owner = NULL, lease_until = NULL" + MINE,
                status,
                error,
                progress(erasure),
                erasure.id(),
                owner);
    }

    void metric(Erasure erasure, String name, double value, String unit) {
        try (Connection connection = database.getConnection();
                PreparedStatement upsert = connection.prepareStatement("""
                        INSERT INTO operation_metrics (operation_id, name, value, unit) VALUES (?, ?, ?, ?)
                        ON CONFLICT (operation_id, name) DO UPDATE SET value = EXCLUDED.value, recorded_at = now()""")) {
            upsert.setObject(1, erasure.id());
            upsert.setString(2, name);
            upsert.setDouble(3, value);
            upsert.setString(4, unit);
            upsert.executeUpdate();
        } catch (SQLException e) {
            throw unavailable(e);
        }
    }

    /** Takes over how much the functions of the database have found, which they note as they remove it. */
    void foundInDatabase(Erasure erasure) {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT name, value FROM operation_metrics WHERE operation_id = ?")) {
            select.setObject(1, erasure.id());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    erasure.progress().seen(row.getString(1).replace('_', '-'), (long) row.getDouble(2));
                }
            }
        } catch (SQLException e) {
            throw unavailable(e);
        }
    }

    /** Since when each of these names has been another collection's. */
    Map<String, Instant> takenOver(Subject subject) {
        Map<String, Instant> taken = new HashMap<>();
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT min(created_at) FROM collections WHERE name = ? AND id <> ? AND created_at > ?")) {
            for (ErasedCollection collection : subject.collections()) {
                select.setString(1, collection.name());
                select.setObject(2, collection.id().value());
                select.setObject(3, collection.since().atOffset(ZoneOffset.UTC));
                try (ResultSet row = select.executeQuery()) {
                    row.next();
                    OffsetDateTime since = row.getObject(1, OffsetDateTime.class);
                    if (since != null) {
                        taken.put(collection.name(), since.toInstant());
                    }
                }
            }
        } catch (SQLException e) {
            throw unavailable(e);
        }
        return taken;
    }

    private static String progress(Erasure erasure) {
        return erasure.progress().json().toString();
    }

    private void update(String sql, @Nullable Object... parameters) {
        try (Connection connection = database.getConnection();
                PreparedStatement update = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                update.setObject(i + 1, parameters[i]);
            }
            if (update.executeUpdate() != 1) {
                throw new LostLeaseException();
            }
        } catch (SQLException e) {
            throw unavailable(e);
        }
    }

    /** Another worker has the operation now: this one leaves it alone. */
    static final class LostLeaseException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        LostLeaseException() {
            super("another worker has taken this erasure up");
        }
    }

    private static DependencyException unavailable(SQLException e) {
        return new DependencyException("postgres-unavailable", "Postgres did not answer: " + e.getMessage(), e);
    }
}
