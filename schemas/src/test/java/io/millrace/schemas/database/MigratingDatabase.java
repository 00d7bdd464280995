package io.millrace.schemas.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationVersion;

/** A database of its own on one PostgreSQL for all tests of this JVM, at whatever version a test wants. */
record MigratingDatabase(DatabaseAdministrator administrator) {

    private static final String PASSWORD = "for-tests";

    private static final Map<DatabaseRole, String> PASSWORDS = Map.of(
            DatabaseRole.INGEST, PASSWORD,
            DatabaseRole.SYNC, PASSWORD,
            DatabaseRole.QUERY, PASSWORD);

    private static final class Server {
        static final EmbeddedPostgres POSTGRES = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder()
                        .setServerConfig("wal_level", "logical")
                        .setServerConfig("fsync", "off")
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    static MigratingDatabase create() throws SQLException {
        MigratingDatabase database = created("");
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA millrace");
        }
        return database;
    }

    /** Another with the same rows, while nobody is connected to this one. */
    MigratingDatabase copy() throws SQLException {
        String name = administrator.jdbcUrl().substring(administrator.jdbcUrl().lastIndexOf('/') + 1);
        MigratingDatabase copy = created(" TEMPLATE " + name);
        try (Connection connection = copy.connect();
                Statement statement = connection.createStatement()) {
            // What the first migration gives roles is of one database only, and not copied with it
            statement.execute("""
                    DO $$
                    DECLARE
                        r text;
                    BEGIN
                        FOR r IN SELECT rolname FROM pg_roles WHERE rolname LIKE 'millrace%' LOOP
                            EXECUTE format('ALTER ROLE %I IN DATABASE %I SET search_path = millrace', r, current_database());
                            EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), r);
                        END LOOP;
                        EXECUTE format('GRANT CREATE ON DATABASE %I TO millrace_migrate', current_database());
                    END
                    $$""");
        }
        return copy;
    }

    private static MigratingDatabase created(String options) throws SQLException {
        String name = "db_" + UUID.randomUUID().toString().replace('-', '_');
        try (Connection connection = DriverManager.getConnection(
                        Server.POSTGRES.getJdbcUrl("postgres", "postgres"), "postgres", "");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name + options);
        }
        // Not the launcher's own URL: it names a user, who would be meant whoever is asked for
        return new MigratingDatabase(new DatabaseAdministrator(
                "jdbc:postgresql://localhost:" + Server.POSTGRES.getPort() + "/" + name, "postgres", ""));
    }

    /** At the newest version. */
    static MigratingDatabase newest() throws SQLException {
        return Newest.TEMPLATE.copy();
    }

    /** Migrated once, and nobody connects to it. */
    private static final class Newest {
        static final MigratingDatabase TEMPLATE = migrated();

        private static MigratingDatabase migrated() {
            try {
                MigratingDatabase database = create();
                DatabaseMigrator.migrate(database.administrator, PASSWORDS);
                return database;
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Of all migrations, ascending. */
    static List<Integer> versions() {
        return Arrays.stream(Flyway.configure()
                        .locations("classpath:db/migration")
                        .dataSource(Server.POSTGRES.getPostgresDatabase())
                        .load()
                        .info()
                        .all())
                .map(migration -> Integer.valueOf(migration.getVersion().getVersion()))
                .sorted()
                .toList();
    }

    void migrateTo(int version) {
        DatabaseMigrator.migrate(administrator, PASSWORDS, MigrationVersion.fromVersion(Integer.toString(version)));
    }

    Connection connect() throws SQLException {
        Connection connection =
                DriverManager.getConnection(administrator.jdbcUrl(), administrator.user(), administrator.password());
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET search_path = millrace");
        }
        return connection;
    }

    Connection connectAs(DatabaseRole role) throws SQLException {
        return DriverManager.getConnection(administrator.jdbcUrl(), role.roleName(), PASSWORD);
    }

    SchemaSnapshot snapshot() throws SQLException {
        try (Connection connection = connect()) {
            return SchemaSnapshot.of(connection);
        }
    }

    int version() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT coalesce(max(version::int), 0) FROM flyway_schema_history WHERE version IS NOT NULL")) {
            row.next();
            return row.getInt(1);
        }
    }
}
