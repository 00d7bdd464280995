package io.millrace.local.stack;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/** PostgreSQL 18 with {@code wal_level=logical}. Settings are changed with {@code ALTER SYSTEM}. */
public interface PostgresServer extends FaultableServer {
    String host();

    int port();

    /** A superuser. */
    String adminUser();

    String adminPassword();

    /** Without credentials. */
    default String jdbcUrl(String database) {
        return "jdbc:postgresql://" + host() + ":" + port() + "/" + database;
    }

    /** Of the database {@code postgres}, without credentials. */
    default String adminJdbcUrl() {
        return jdbcUrl("postgres");
    }

    /** Creates an empty database that no other test has; returns its name. */
    default String createDatabase() {
        String name = "test_" + UUID.randomUUID().toString().replace("-", "");
        try (Connection connection = DriverManager.getConnection(adminJdbcUrl(), adminUser(), adminPassword());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
            return name;
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot create database " + name, e);
        }
    }
}
