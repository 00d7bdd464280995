package io.millrace.local.system;

import io.millrace.local.postgres.LocalPostgres;
import io.millrace.local.process.ChildProcess;
import io.millrace.local.process.JavaCommand;
import io.millrace.local.process.Lifetime;
import io.millrace.local.process.LocalProcessException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;

/** Creates the database and brings schema, roles and topics up to date, through the ingest worker's {@code migrate}. */
record Migration(Path jar, Path log, Credentials credentials, Ports ports) {
    private static final Duration BOUND = Duration.ofMinutes(3);

    void run() {
        createDatabase();
        Map<String, String> environment = new Environments(credentials, ports).ofMigration();
        JavaCommand command = JavaCommand.jar(jar)
                .withServerOptions()
                .withJvmOptions(Component.INGEST_WORKER.heap())
                .withJvmOptions("-XX:TieredStopAtLevel=1")
                .withArguments("migrate")
                .withEnvironment(environment);
        try (ChildProcess migrate = command.start(log, Lifetime.TIED_TO_PARENT)) {
            if (!migrate.awaitExit(BOUND)) {
                throw new LocalProcessException(
                        "The migration did not end within " + BOUND.toSeconds() + " s: see " + log + ".");
            }
            if (migrate.exitCode().orElse(1) != 0) {
                throw new LocalProcessException(
                        "The migration failed: " + migrate.lastLogLine() + " (see " + log + ").");
            }
        }
    }

    private void createDatabase() {
        String url = "jdbc:postgresql://127.0.0.1:" + ports.of(Component.POSTGRES) + "/postgres";
        try (Connection connection = DriverManager.getConnection(
                        url, LocalPostgres.SUPERUSER, credentials.get(Variables.ADMIN_PASSWORD));
                Statement statement = connection.createStatement();
                ResultSet existing = statement.executeQuery(
                        "SELECT 1 FROM pg_database WHERE datname = '" + Environments.DATABASE + "'")) {
            if (!existing.next()) {
                statement.execute("CREATE DATABASE " + Environments.DATABASE);
            }
        } catch (SQLException e) {
            throw new LocalProcessException(
                    "Cannot create the database " + Environments.DATABASE + ": " + e.getMessage() + ".", e);
        }
    }
}
