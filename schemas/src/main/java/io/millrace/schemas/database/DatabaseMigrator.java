package io.millrace.schemas.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** Brings a database to the newest schema and gives the roles their passwords. Safe to run again, and by two at once. */
public final class DatabaseMigrator {

    /** The schema that holds every table. */
    public static final String SCHEMA = "millrace";

    /** The newest migration: what applications of this build need at least. */
    public static final int SCHEMA_VERSION = 4;

    private DatabaseMigrator() {}

    /**
     * @param passwords of the roles that are to log in; the others keep what they have
     * @return how many migrations were applied
     * @throws DatabaseMigrationException with one sentence, if the database cannot be reached or refuses
     */
    public static int migrate(DatabaseAdministrator administrator, Map<DatabaseRole, String> passwords) {
        try {
            int applied = Flyway.configure()
                    .dataSource(administrator.jdbcUrl(), administrator.user(), administrator.password())
                    .locations("classpath:db/migration")
                    .defaultSchema(SCHEMA)
                    .createSchemas(true)
                    .load()
                    .migrate()
                    .migrationsExecuted;
            try (Connection connection = DriverManager.getConnection(
                    administrator.jdbcUrl(), administrator.user(), administrator.password())) {
                for (Map.Entry<DatabaseRole, String> entry : passwords.entrySet()) {
                    setPassword(connection, entry.getKey(), entry.getValue());
                }
            }
            return applied;
        } catch (FlywayException | SQLException e) {
            throw new DatabaseMigrationException("the database could not be migrated: " + e.getMessage(), e);
        }
    }

    /** PostgreSQL takes no parameters in ALTER ROLE: the server itself quotes the literal. */
    private static void setPassword(Connection connection, DatabaseRole role, String password) throws SQLException {
        String sql;
        try (PreparedStatement format =
                connection.prepareStatement("SELECT format('ALTER ROLE %I PASSWORD %L', ?, ?)")) {
            format.setString(1, role.roleName());
            format.setString(2, password);
            try (ResultSet row = format.executeQuery()) {
                row.next();
                sql = row.getString(1);
            }
        }
        try (Statement alter = connection.createStatement()) {
            alter.execute(sql);
        }
    }
}
