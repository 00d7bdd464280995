package io.millrace.sync.connection;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * Refuses to work with more power than is needed, or on a schema that this program does not know: row-level security and
 * grants protect nothing from a role that bypasses or owns them.
 */
public final class DatabaseGuard {

    private static final String ROLE_SQL = """
            SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication,
                   EXISTS (SELECT FROM pg_class WHERE relowner = r.oid) AS owns
            FROM pg_roles r WHERE rolname = current_user""";

    private static final List<String> COLUMNS = List.of(
            "documents.indexed_version",
            "documents.indexed_at",
            "collections.qdrant_live",
            "collections.qdrant_staging",
            "collections.partition_key",
            "chunks.content_hash");

    private DatabaseGuard() {}

    /**
     * @throws RefusedServerException if the role or the schema is not the expected one; trying again cannot help
     * @throws SQLException if the database does not answer
     */
    public static void check(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection()) {
            checkRole(connection);
            checkSchema(connection);
        }
    }

    private static void checkRole(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(ROLE_SQL)) {
            row.next();
            List<String> powers = new ArrayList<>();
            addIf(powers, row.getBoolean("rolsuper"), "SUPERUSER");
            addIf(powers, row.getBoolean("rolbypassrls"), "BYPASSRLS");
            addIf(powers, row.getBoolean("rolcreaterole"), "CREATEROLE");
            addIf(powers, row.getBoolean("rolcreatedb"), "CREATEDB");
            addIf(powers, row.getBoolean("rolreplication"), "REPLICATION");
            addIf(powers, row.getBoolean("owns"), "ownership of tables");
            if (!powers.isEmpty()) {
                throw new RefusedServerException("The role " + row.getString("rolname") + " has "
                        + String.join(", ", powers) + ", which the sync-worker must not have: let it log in as "
                        + SyncSettings.ROLE + ", as the migrations create it.");
            }
        }
    }

    private static void checkSchema(Connection connection) throws SQLException {
        String sql = """
                SELECT EXISTS (SELECT FROM pg_attribute
                WHERE attrelid = to_regclass(?) AND attname = ? AND NOT attisdropped)""";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (String column : COLUMNS) {
                int dot = column.indexOf('.');
                statement.setString(1, column.substring(0, dot));
                statement.setString(2, column.substring(dot + 1));
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    if (!row.getBoolean(1)) {
                        throw new RefusedServerException("The database has no column " + column
                                + ", so its schema is not the one this program needs: migrate it first.");
                    }
                }
            }
        }
    }

    private static void addIf(List<String> powers, boolean has, String power) {
        if (has) {
            powers.add(power);
        }
    }
}
