package io.millrace.sync.erasure;

import io.millrace.sync.connection.PostgresConnections;
import io.millrace.sync.connection.SyncSettings.PostgresTarget;
import io.millrace.sync.retry.DependencyException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What removed rows leave behind in Postgres's files. VACUUM frees their space and leaves their bytes until something else is
 * written there; only a rewrite of the table drops them, and it keeps everybody out of the table meanwhile: tables above the
 * limit are vacuumed and not rewritten. The planner's statistics hold samples of values, so tables are analysed anew.
 *
 * <p>Source: PostgreSQL 18 manual, "VACUUM", "Routine Vacuuming" and "WAL Configuration". Thread-safe.
 */
final class PostgresFiles {

    static final String STORE = "postgres-files";
    static final String LOG_STORE = "postgres-write-ahead-log";

    private static final String SAMPLES_FORGOTTEN = "samples_forgotten_by";

    /** PostgreSQL's code for a lock that was not given in time. */
    private static final String LOCK_NOT_AVAILABLE = "55P03";
    /** PostgreSQL's code for what a role may not do. */
    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    private static final String TABLES = """
            SELECT c.oid::regclass::text, pg_total_relation_size(c.oid)
            FROM pg_class c
            WHERE c.relkind = 'r' AND has_table_privilege(c.oid, 'MAINTAIN')
              AND c.relnamespace = current_schema()::regnamespace
              AND (c.relname = ANY (?)
                   OR c.oid IN (SELECT inhrelid FROM pg_inherits WHERE inhparent = 'outbox'::regclass))
            ORDER BY c.oid""";

    /** Samples of values; of a table that is empty now ANALYZE would leave them. Since PostgreSQL 18. */
    private static final String FORGET_SAMPLES = """
            SELECT pg_clear_attribute_stats(n.nspname::text, c.relname::text, a.attname::text, c.relkind = 'p')
            FROM pg_class c
            JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            WHERE n.nspname = current_schema()
              AND (c.relname = ANY (?) OR c.relname IN ('chunks', 'outbox')
                   OR c.oid IN (SELECT inhrelid FROM pg_inherits WHERE inhparent = 'outbox'::regclass))""";

    private static final String KNOWS_TO_FORGET =
            "SELECT to_regprocedure('pg_clear_attribute_stats(text, text, text, boolean)') IS NOT NULL";

    private static final List<String> TABLES_OF_PEOPLE = List.of(
            "users",
            "api_keys",
            "refresh_tokens",
            "collection_permissions",
            "conversations",
            "messages",
            "chat_history",
            "query_logs",
            "audit_logs",
            "audit_chain",
            "collections",
            "collection_sources",
            "collection_resource_limits");

    private static final Logger log = LoggerFactory.getLogger(PostgresFiles.class);

    private final PostgresTarget target;
    private final long rewriteLimit;

    PostgresFiles(PostgresTarget target, long rewriteLimit) {
        this.target = target;
        this.rewriteLimit = rewriteLimit;
    }

    /** Returns whether every table could be had. To be called when no row is left, and again if one was found since. */
    boolean clean(Erasure erasure) {
        List<String> names = new ArrayList<>(List.of("documents", "embeddings"));
        if (erasure.subject() instanceof Subject.Person) {
            names.addAll(TABLES_OF_PEOPLE);
        }
        try (Connection connection = open()) {
            for (ErasedCollection collection : erasure.subject().collections()) {
                names.add(one(
                        connection,
                        "SELECT 'chunks_part_' || lpad(chunk_partition_key(?::uuid)::text, 2, '0')",
                        collection.id().toString()));
            }
            return clean(erasure, connection, names);
        } catch (SQLException e) {
            throw unavailable(e);
        }
    }

    private boolean clean(Erasure erasure, Connection connection, List<String> names) throws SQLException {
        List<String> waiting = new ArrayList<>();
        List<String> large = new ArrayList<>();
        if ("t".equals(one(connection, KNOWS_TO_FORGET))) {
            try (PreparedStatement forget = connection.prepareStatement(FORGET_SAMPLES)) {
                forget.setArray(1, connection.createArrayOf("text", names.toArray()));
                forget.execute();
            }
        }
        try (PreparedStatement select = connection.prepareStatement(TABLES)) {
            select.setArray(1, connection.createArrayOf("text", names.toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    String table = row.getString(1);
                    boolean rewrite = row.getLong(2) <= rewriteLimit;
                    if (!rewrite) {
                        large.add(table);
                    }
                    if (!vacuum(connection, table, rewrite)) {
                        waiting.add(table);
                    }
                }
            }
        }
        erasure.progress().text(SAMPLES_FORGOTTEN, one(connection, "SELECT pg_current_xact_id()::xid::text"));
        if (!waiting.isEmpty()) {
            erasure.progress()
                    .report(
                            STORE,
                            0,
                            StoreState.PENDING,
                            erasure.now(),
                            null,
                            "locked by others: " + String.join(", ", waiting));
        } else {
            erasure.progress()
                    .erased(
                            STORE,
                            erasure.now(),
                            large.isEmpty() ? erasure.now() : null,
                            large.isEmpty()
                                    ? "every table was rewritten"
                                    : "rewritten but for those above MILLRACE_ERASURE_REWRITE_LIMIT=" + rewriteLimit
                                            + ", whose freed space later writes overwrite: "
                                            + String.join(", ", large));
        }
        return waiting.isEmpty();
    }

    /**
     * Of the samples, which are a catalog's rows: a logical slot holds on to those for as long as it may have to read what was
     * written when they were there.
     *
     * @return whether they are gone, or never will be by us
     */
    boolean cleanSamples(Erasure erasure) {
        try (Connection connection = open()) {
            if (!"t".equals(one(connection, "SELECT has_table_privilege('pg_catalog.pg_statistic', 'MAINTAIN')"))) {
                return true;
            }
            String forgotten = erasure.progress().text(SAMPLES_FORGOTTEN).orElse("3");
            return is(connection, """
                            SELECT coalesce(bool_and(age(catalog_xmin) < age(?::xid)), true) FROM pg_replication_slots
                            WHERE catalog_xmin IS NOT NULL""", forgotten) && vacuum(connection, "pg_catalog.pg_statistic", true);
        } catch (SQLException e) {
            throw unavailable(e);
        }
    }

    /** Of the operation itself, once it holds no names any more. */
    boolean cleanOperations() {
        try (Connection connection = open()) {
            return vacuum(connection, "operations", true);
        } catch (SQLException e) {
            throw unavailable(e);
        }
    }

    private static boolean vacuum(Connection connection, String table, boolean rewrite) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute((rewrite ? "VACUUM (FULL, ANALYZE) " : "VACUUM (ANALYZE) ") + table);
            return true;
        } catch (SQLException e) {
            if (LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
                return false;
            }
            throw e;
        }
    }

    /** Ends the log's segment, where that may be done. @return a position behind everything that was ever written of the subject */
    String endSegment() {
        try (Connection connection = open()) {
            try {
                return one(connection, "SELECT pg_switch_wal()::text");
            } catch (SQLException e) {
                if (!INSUFFICIENT_PRIVILEGE.equals(e.getSQLState())) {
                    throw e;
                }
                log.atDebug().log("The server ends the segment of its write-ahead log when it is full");
                return one(connection, "SELECT pg_current_wal_insert_lsn()::text");
            }
        } catch (SQLException e) {
            throw unavailable(e);
        }
    }

    /**
     * Two checkpoints: the first one after each slot has passed the position no longer needs the segments before it, and
     * removes them.
     */
    void log(Erasure erasure, String position) {
        ErasureProgress progress = erasure.progress();
        try (Connection connection = open()) {
            long timeout = Long.parseLong(
                    one(connection, "SELECT setting FROM pg_settings WHERE name = 'checkpoint_timeout'"));
            boolean recycles = "on".equals(one(connection, "SELECT current_setting('wal_recycle')"));
            String bound = String.format(
                    Locale.ROOT,
                    "every slot beyond %s + 2 * checkpoint_timeout=%ds%s",
                    position,
                    timeout,
                    recycles
                            ? "; wal_recycle=on: a file that is used again keeps old bytes until they are written over"
                            : "");
            Optional<String> passed = progress.text("log_passed");
            if (passed.isEmpty()
                    && is(
                            connection,
                            "SELECT coalesce(bool_and(restart_lsn > ?::pg_lsn), true) FROM pg_replication_slots",
                            position)) {
                passed = Optional.of(one(connection, "SELECT pg_current_wal_insert_lsn()::text"));
                progress.text("log_passed", passed.get());
                progress.instant("log_passed_at", erasure.now());
            }
            boolean gone = passed.isPresent()
                    && is(connection, "SELECT redo_lsn >= ?::pg_lsn FROM pg_control_checkpoint()", passed.get());
            var goneBy = progress.instant("log_passed_at")
                    .map(at -> at.plus(Duration.ofSeconds(2 * timeout)))
                    .orElse(null);
            if (gone) {
                progress.erased(LOG_STORE, erasure.now(), erasure.now(), bound);
            } else {
                progress.report(LOG_STORE, 0, StoreState.EXPIRING, erasure.now(), goneBy, bound);
            }
        } catch (SQLException e) {
            throw unavailable(e);
        }
    }

    private static boolean is(Connection connection, String sql, String parameter) throws SQLException {
        return "t".equals(one(connection, sql, parameter));
    }

    private static String one(Connection connection, String sql, String... parameters) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                select.setString(i + 1, parameters[i]);
            }
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return String.valueOf(row.getString(1));
            }
        }
    }

    /** Of its own: a rewrite may take longer than a pooled connection waits for an answer. */
    private Connection open() throws SQLException {
        Connection connection = PostgresConnections.open(target);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET lock_timeout = '3s'");
            statement.execute("SET statement_timeout = 0");
        }
        return connection;
    }

    private static DependencyException unavailable(SQLException e) {
        return new DependencyException("postgres-unavailable", "Postgres did not do its part: " + e.getMessage(), e);
    }
}
