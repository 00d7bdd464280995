package io.millrace.schemas.database;

import io.millrace.schemas.transport.UntrustedServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.exception.FlywayValidateException;

/** Brings a database to the newest schema and gives the roles their passwords. Safe to run again, and by two at once. */
public final class DatabaseMigrator {

    /** The schema that holds every table. */
    public static final String SCHEMA = "millrace";

    /** The newest migration: what applications of this build need at least. */
    public static final int SCHEMA_VERSION = 16;

    private DatabaseMigrator() {}

    /**
     * @param passwords of the roles that are to log in; the others keep what they have
     * @return how many migrations were applied
     * @throws DatabaseMigrationException with one sentence, if the database cannot be reached or refuses
     */
    public static int migrate(DatabaseAdministrator administrator, Map<DatabaseRole, String> passwords) {
        return migrate(administrator, passwords, MigrationVersion.LATEST);
    }

    static int migrate(
            DatabaseAdministrator administrator, Map<DatabaseRole, String> passwords, MigrationVersion target) {
        Flyway flyway = Flyway.configure()
                .dataSource(administrator.jdbcUrl(), administrator.user(), administrator.password())
                .locations("classpath:db/migration")
                .defaultSchema(SCHEMA)
                .createSchemas(true)
                .target(target)
                // A lock of a transaction that stays open would keep CREATE INDEX CONCURRENTLY waiting for ever
                .configuration(Map.of("flyway.postgresql.transactional.lock", "false"))
                .load();
        try {
            int applied = flyway.migrate().migrationsExecuted;
            try (Connection connection = DriverManager.getConnection(
                    administrator.jdbcUrl(), administrator.user(), administrator.password())) {
                for (Map.Entry<DatabaseRole, String> entry : passwords.entrySet()) {
                    setPassword(connection, entry.getKey(), entry.getValue());
                }
            }
            return applied;
        } catch (FlywayValidateException e) {
            throw new DatabaseMigrationException(otherMigrations(flyway.info()), e);
        } catch (FlywayException | SQLException e) {
            throw new DatabaseMigrationException(
                    UntrustedServer.postgres(e).orElse("the database could not be migrated: " + e.getMessage()), e);
        }
    }

    /** Names the migrations that the database has had and that are not, or not so, among those of this build. */
    private static String otherMigrations(MigrationInfoService history) {
        String differing = Arrays.stream(history.all())
                // What created the schema has no version
                .filter(migration -> migration.isApplied() && migration.isVersioned())
                .filter(migration -> migration.getState() != MigrationState.FUTURE_SUCCESS)
                .filter(migration -> migration.getResolvedChecksum() == null
                        || !migration.isChecksumMatching()
                        || !migration.isDescriptionMatching()
                        || !migration.isTypeMatching())
                .map(migration -> migration.getVersion() + " '" + migration.getDescription() + "'")
                .collect(Collectors.joining(", "));
        return "the database was made by another version of the migrations than this build has, which differ in "
                + (differing.isEmpty() ? "ones that were not applied" : differing)
                + ": use the build that made it, or restore a database that this one can migrate, or, if this is a local"
                + " system whose data may go, delete it with './millrace down --purge --execute' and start again";
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
