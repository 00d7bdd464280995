package io.millrace.ingest.relay;

import io.millrace.local.stack.PostgresServer;
import io.millrace.local.stack.Stacks;
import io.millrace.schemas.database.DatabaseAdministrator;
import io.millrace.schemas.database.DatabaseMigrator;
import io.millrace.schemas.database.DatabaseRole;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.UUID;

/** A database that was migrated once, copied for each test. */
final class TemplateDatabase {

    static final String PASSWORD = "relay-it-" + UUID.randomUUID();

    private static final String TEMPLATE = migrated();

    private TemplateDatabase() {}

    private static String migrated() {
        PostgresServer server = Stacks.shared().postgres();
        String name = server.createDatabase();
        DatabaseMigrator.migrate(
                new DatabaseAdministrator(server.jdbcUrl(name), server.adminUser(), server.adminPassword()),
                Map.of(DatabaseRole.INGEST, PASSWORD, DatabaseRole.RELAY, PASSWORD));
        return name;
    }

    /** Returns the new database's name. */
    static String copy() throws SQLException {
        PostgresServer server = Stacks.shared().postgres();
        String name = "relay_" + UUID.randomUUID().toString().replace("-", "");
        try (Connection admin =
                        DriverManager.getConnection(server.adminJdbcUrl(), server.adminUser(), server.adminPassword());
                Statement statement = admin.createStatement()) {
            statement.execute("CREATE DATABASE " + name + " TEMPLATE " + TEMPLATE);
            for (DatabaseRole role : DatabaseRole.values()) {
                statement.execute(
                        "ALTER ROLE " + role.roleName() + " IN DATABASE " + name + " SET search_path = millrace");
            }
        }
        return name;
    }
}
