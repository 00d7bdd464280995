package io.millrace.sync.erasure;

import io.millrace.sync.retry.DependencyException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.OptionalLong;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Rows in Postgres, through the functions of migrations V13 and V16, which reach only what an open erasure names. Each answers how much
 * it found and removed, so that the next call of it is the check. Thread-safe. Throws {@link DependencyException} if the
 * database does not answer, or a writer was in the way: the next pass does it again.
 */
final class PostgresRows {

    static final String DOCUMENTS = "documents-and-chunks";
    static final String EMBEDDINGS = "embeddings";
    static final String OUTBOX = "outbox";

    private static final int BATCH = 500;
    /** The code that erasure_close() raises. */
    private static final String HEIR_IS_GONE = "MR001";

    private static final String NOW = "at once; see postgres-files";

    private final DataSource database;

    PostgresRows(DataSource database) {
        this.database = database;
    }

    /** Whoever was to get the user's collections is no longer there. */
    static final class HeirIsGoneException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        HeirIsGoneException(SQLException cause) {
            super(cause);
        }
    }

    /**
     * What is the user's own.
     *
     * @return how many rows there were
     * @throws HeirIsGoneException if there are collections to give away and nobody to get them: nothing was changed
     */
    long person(Erasure erasure, boolean settled) {
        long rows = 0;
        try (Connection connection = database.getConnection();
                PreparedStatement call = connection.prepareStatement("SELECT store, erased FROM erase_user(?)")) {
            call.setObject(1, erasure.id());
            try (ResultSet row = call.executeQuery()) {
                while (row.next()) {
                    String store = row.getString(1);
                    rows += row.getLong(2);
                    if (row.getLong(2) == 0 && settled) {
                        erasure.progress().erased(store, erasure.now(), erasure.now(), NOW);
                    } else {
                        erasure.progress()
                                .report(
                                        store,
                                        0,
                                        StoreState.PENDING,
                                        erasure.now(),
                                        null,
                                        "the next look must find nothing");
                    }
                }
            }
        } catch (SQLException e) {
            if (HEIR_IS_GONE.equals(e.getSQLState())) {
                throw new HeirIsGoneException(e);
            }
            throw unavailable(e);
        }
        return rows;
    }

    /** The documents of the user's collections. @return how many rows there were */
    long documents(Erasure erasure, boolean drained) {
        long rows = 0;
        for (long more = call("erase_documents", erasure, BATCH); more > 0; ) {
            rows += more;
            more = call("erase_documents", erasure, BATCH);
        }
        if (drained && rows == 0) {
            erasure.progress().erased(DOCUMENTS, erasure.now(), erasure.now(), NOW);
        } else {
            erasure.progress()
                    .report(
                            DOCUMENTS,
                            0,
                            StoreState.PENDING,
                            erasure.now(),
                            null,
                            "ingestion must pass what was sent before");
        }
        return rows;
    }

    long embeddings(Erasure erasure) {
        long rows = call("erase_embeddings", erasure, null);
        erasure.progress().erased(EMBEDDINGS, erasure.now(), erasure.now(), NOW);
        return rows;
    }

    /** The version at which the document was purged, which is noted, or 0 if it never was there; empty if it is not purged. */
    OptionalLong document(Erasure erasure) {
        try (Connection connection = database.getConnection();
                PreparedStatement call = connection.prepareStatement("SELECT erase_document(?)")) {
            call.setObject(1, erasure.id());
            try (ResultSet row = call.executeQuery()) {
                row.next();
                long version = row.getLong(1);
                return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(version);
            }
        } catch (SQLException e) {
            throw unavailable(e);
        }
    }

    /** Rows that were sent. */
    long outbox(Erasure erasure) {
        long rows = call("erase_outbox", erasure, null);
        erasure.progress().erased(OUTBOX, erasure.now(), erasure.now(), NOW);
        return rows;
    }

    private long call(String function, Erasure erasure, @Nullable Integer batch) {
        String sql = batch == null ? "SELECT " + function + "(?)" : "SELECT " + function + "(?, ?)";
        try (Connection connection = database.getConnection();
                PreparedStatement call = connection.prepareStatement(sql)) {
            call.setObject(1, erasure.id());
            if (batch != null) {
                call.setInt(2, batch);
            }
            try (ResultSet row = call.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        } catch (SQLException e) {
            throw unavailable(e);
        }
    }

    /** Behind everything that has been committed. */
    String logPosition() {
        return text("SELECT pg_current_wal_insert_lsn()::text", null);
    }

    /** Whether every logical slot of this database has confirmed the position: what one has not, the log still holds. */
    boolean isRelayed(String position) {
        return "t".equals(text("""
                SELECT CASE WHEN count(*) > 0 AND bool_and(confirmed_flush_lsn >= ?::pg_lsn) THEN 't' ELSE 'f' END
                FROM pg_replication_slots WHERE slot_type = 'logical' AND database = current_database()""", position));
    }

    private String text(String sql, @Nullable String parameter) {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(sql)) {
            if (parameter != null) {
                select.setString(1, parameter);
            }
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        } catch (SQLException e) {
            throw unavailable(e);
        }
    }

    private static DependencyException unavailable(SQLException e) {
        return new DependencyException("postgres-unavailable", "Postgres did not do its part: " + e.getMessage(), e);
    }
}
