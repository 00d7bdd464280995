package io.millrace.sync.collection;

import io.millrace.schemas.id.CollectionId;
import io.millrace.schemas.id.VectorStoreName;
import io.millrace.sync.retry.DependencyException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The generations of collections, as Postgres records them. Thread-safe. Every method throws {@link DependencyException}
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

    /** A generation is about to be made. */
    public void stage(CollectionId id, String generation) {
        update("UPDATE collections SET qdrant_staging = ?, updated_at = now() WHERE id = ?", generation, id);
    }

    /** The alias points to this generation, and nothing is being made. */
    public void live(CollectionId id, String generation) {
        update("""
                UPDATE collections
                SET qdrant_live = ?, qdrant_staging = NULL, status_message = NULL, updated_at = now(),
                    status = CASE WHEN status = 'PENDING' THEN 'READY' ELSE status END
                WHERE id = ?""", generation, id);
    }

    /** What was being made is given up. */
    public void unstage(CollectionId id) {
        update("UPDATE collections SET qdrant_staging = NULLIF(?, ''), updated_at = now() WHERE id = ?", "", id);
    }

    /** Nothing of the collection is left in Qdrant. */
    public void gone(CollectionId id) {
        update("""
                UPDATE collections SET qdrant_live = NULLIF(?, ''), qdrant_staging = NULL, updated_at = now()
                WHERE id = ?""", "", id);
    }

    /** One sentence for whoever looks at the collection. */
    public void message(CollectionId id, String sentence) {
        update("UPDATE collections SET status_message = ?, updated_at = now() WHERE id = ?", sentence, id);
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
