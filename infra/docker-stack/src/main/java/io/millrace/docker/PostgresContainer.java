package io.millrace.docker;

import io.millrace.local.process.LoopbackPorts;
import io.millrace.local.stack.PostgresServer;
import io.millrace.local.stack.Secrets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** PostgreSQL's official image. */
final class PostgresContainer extends ContainerServer implements PostgresServer {
    private static final String USER = "postgres";

    private final String password;

    private PostgresContainer(PostgreSQLContainer container, String password) {
        super(container, PostgreSQLContainer.POSTGRESQL_PORT, LoopbackPorts.any());
        this.password = password;
    }

    static PostgresContainer create() {
        String password = Secrets.password();
        PostgreSQLContainer container = new PostgreSQLContainer(PinnedImage.of("postgres"))
                .withUsername(USER)
                .withPassword(password)
                .withDatabaseName(USER);
        container.setCommand(
                "postgres",
                "-c",
                "wal_level=logical",
                "-c",
                "max_wal_senders=32",
                "-c",
                "max_replication_slots=32",
                "-c",
                "max_connections=200");
        return new PostgresContainer(container, password);
    }

    @Override
    public int port() {
        return hostPort();
    }

    @Override
    public String adminUser() {
        return USER;
    }

    @Override
    public String adminPassword() {
        return password;
    }

    @Override
    boolean answers() {
        try (Connection connection = DriverManager.getConnection(adminJdbcUrl(), USER, password)) {
            return connection.isValid(5);
        } catch (SQLException e) {
            return false;
        }
    }
}
