package io.millrace.sync.collection;

import io.millrace.schemas.collection.CollectionState;
import io.millrace.schemas.collection.CollectionState.Archived;
import io.millrace.schemas.collection.CollectionState.Degraded;
import io.millrace.schemas.collection.CollectionState.Deleted;
import io.millrace.schemas.collection.CollectionState.Failed;
import io.millrace.schemas.collection.CollectionState.Pending;
import io.millrace.schemas.collection.CollectionState.Processing;
import io.millrace.schemas.collection.CollectionState.Ready;
import io.millrace.schemas.id.CollectionId;
import io.millrace.schemas.id.VectorStoreName;
import io.millrace.sync.retry.DependencyException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The generations of collections and where these are in their lives, as Postgres records them. Thread-safe. Every method throws {@link DependencyException}
 * if the database does not answer.
 */
public final class CollectionLedger {

    private static final String SELECT = """
            SELECT id, name, partition_key, status = 'DELETED' OR deleted_at IS NOT NULL AS deleted,
                   qdrant_live, qdrant_staging
            FROM collections WHERE\s""";

    private final DataSource database;

    public CollectionLedger(DataSource database) {
        this.database = database;
    }

    public Optional<CollectionRow> find(CollectionId id) {
        return query("id = ?", id.value());
    }

    /** By name, id or alias. */
    public Optional<CollectionRow> find(String nameOrId) {
        Optional<CollectionRow> named = query("name = ? AND deleted_at IS NULL", nameOrId);
        if (named.isPresent()) {
            return named;
        }
        try {
            return find(
                    nameOrId.startsWith("col_")
                            ? new VectorStoreName(nameOrId).collectionId()
                            : CollectionId.parse(nameOrId));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Whether this alias is of a collection that was deleted on purpose. */
    public boolean isDeleted(String alias) {
        return find(new VectorStoreName(alias).collectionId())
                .map(CollectionRow::deleted)
                .orElse(false);
    }

    /** A collection's first generation is about to be made. */
    public void stage(CollectionId id, String generation) {
        update("UPDATE collections SET qdrant_staging = ?, updated_at = now() WHERE id = ?", generation, id);
    }

    /**
     * Another generation is about to be made beside the one that is searched.
     *
     * @return the state before
     */
    public CollectionState rebuild(CollectionId id, String generation) {
        stage(id, generation);
        return move(id, state -> switch (state) {
            case Ready ready -> ready.process();
            case Degraded degraded -> degraded.process();
            case Failed failed -> failed.process();
            case Pending pending -> pending;
            case Processing processing -> processing;
            case Archived archived -> archived;
            case Deleted deleted -> deleted;
        });
    }

    /** The alias points to this generation, and nothing is being made. */
    public void live(CollectionId id, String generation) {
        update("""
                UPDATE collections SET qdrant_live = ?, qdrant_staging = NULL, updated_at = now()
                WHERE id = ?""", generation, id);
        move(id, state -> switch (state) {
            case Pending pending -> pending.ready();
            case Processing processing -> processing.ready();
            case Degraded degraded -> degraded.ready();
            case Failed failed -> failed.ready();
            case Ready ready -> ready;
            case Archived archived -> archived;
            case Deleted deleted -> deleted;
        });
    }

    /** What was being made was given up: all is as it was before. */
    public void abandoned(CollectionId id, CollectionState before) {
        move(id, state -> switch (state) {
            case Processing processing ->
                switch (before) {
                    case Degraded degraded -> processing.degrade(degraded.message());
                    case Failed failed -> processing.fail(failed.message());
                    case Pending _, Ready _, Processing _, Archived _, Deleted _ -> processing.ready();
                };
            case Pending pending -> pending;
            case Degraded degraded -> degraded;
            case Failed failed -> failed;
            case Ready ready -> ready;
            case Archived archived -> archived;
            case Deleted deleted -> deleted;
        });
    }

    /** Nothing of the collection is left in Qdrant. */
    public void gone(CollectionId id) {
        update("""
                UPDATE collections SET qdrant_live = NULLIF(?, ''), qdrant_staging = NULL, updated_at = now()
                WHERE id = ?""", "", id);
    }

    /**
     * What was searchable is not, or not all of it.
     *
     * @param sentence for whoever looks at the collection
     */
    public void degrade(CollectionId id, String sentence) {
        move(id, state -> switch (state) {
            case Ready ready -> ready.degrade(sentence);
            case Processing processing -> processing.degrade(sentence);
            case Degraded degraded -> new Degraded(sentence);
            case Pending pending -> pending;
            case Failed failed -> failed;
            case Archived archived -> archived;
            case Deleted deleted -> deleted;
        });
    }

    /**
     * The collection's index cannot be made.
     *
     * @param sentence for whoever looks at the collection
     */
    public void fail(CollectionId id, String sentence) {
        move(id, state -> switch (state) {
            case Pending pending -> pending.fail(sentence);
            case Failed failed -> new Failed(sentence);
            case Ready ready -> ready;
            case Processing processing -> processing;
            case Degraded degraded -> degraded;
            case Archived archived -> archived;
            case Deleted deleted -> deleted;
        });
    }

    /** Compares and sets: whoever else moves the collection meanwhile is seen, and what is to follow decided again. */
    private CollectionState move(CollectionId id, UnaryOperator<CollectionState> transition) {
        String select = "SELECT status, status_message FROM collections WHERE id = ?";
        String update = """
                UPDATE collections SET status = ?, status_message = ?, updated_at = now()
                WHERE id = ? AND status = ?""";
        try (Connection connection = database.getConnection();
                PreparedStatement read = connection.prepareStatement(select);
                PreparedStatement write = connection.prepareStatement(update)) {
            while (true) {
                read.setObject(1, id.value());
                try (ResultSet row = read.executeQuery()) {
                    if (!row.next()) {
                        return new Deleted();
                    }
                    CollectionState before =
                            CollectionState.of(row.getString("status"), row.getString("status_message"));
                    CollectionState after = transition.apply(before);
                    write.setString(1, after.status());
                    write.setString(2, after.message());
                    write.setObject(3, id.value());
                    write.setString(4, before.status());
                    if (write.executeUpdate() == 1) {
                        return before;
                    }
                }
            }
        } catch (SQLException e) {
            throw unavailable(e);
        }
    }

    private Optional<CollectionRow> query(String condition, Object parameter) {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(SELECT + condition)) {
            select.setObject(1, parameter);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(read(row)) : Optional.empty();
            }
        } catch (SQLException e) {
            throw unavailable(e);
        }
    }

    private static CollectionRow read(ResultSet row) throws SQLException {
        return new CollectionRow(
                new CollectionId(row.getObject("id", UUID.class)),
                row.getString("name"),
                row.getInt("partition_key"),
                row.getBoolean("deleted"),
                optional(row.getString("qdrant_live")),
                optional(row.getString("qdrant_staging")));
    }

    private static Optional<String> optional(@Nullable String value) {
        return Optional.ofNullable(value);
    }

    private void update(String sql, String value, CollectionId id) {
        try (Connection connection = database.getConnection();
                PreparedStatement update = connection.prepareStatement(sql)) {
            update.setString(1, value);
            update.setObject(2, id.value());
            update.executeUpdate();
        } catch (SQLException e) {
            throw unavailable(e);
        }
    }

    private static DependencyException unavailable(SQLException e) {
        return new DependencyException("postgres-unavailable", "Postgres did not answer: " + e.getMessage(), e);
    }
}
