package io.millrace.local.postgres;

import io.millrace.local.process.Lifetime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * One PostgreSQL server.
 *
 * @param directory holds the data directory and the pid file; created when missing
 * @param logFile where the server writes its log
 * @param port TCP port on 127.0.0.1
 * @param superuserPassword of {@value LocalPostgres#SUPERUSER}; fixed when the data directory is first created
 * @param settings written to the configuration file, over Millrace's own; {@code ALTER SYSTEM} overrides them
 * @param startBound how long a start may take, crash recovery included
 */
public record PostgresProperties(
        Path directory,
        Path logFile,
        int port,
        String superuserPassword,
        Map<String, String> settings,
        Lifetime lifetime,
        Duration startBound) {

    public PostgresProperties {
        if (superuserPassword.isBlank()) {
            throw new IllegalArgumentException("superuserPassword must not be blank");
        }
        directory = directory.toAbsolutePath().normalize();
        logFile = logFile.toAbsolutePath().normalize();
        settings = Map.copyOf(settings);
    }

    Path dataDirectory() {
        return directory.resolve("data");
    }

    @Override
    public String toString() {
        return "PostgresProperties[directory=" + directory + ", port=" + port + ", superuserPassword=***]";
    }
}
