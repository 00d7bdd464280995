package io.millrace.sync.connection;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.millrace.sync.connection.SyncSettings.PostgresTarget;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/** Connections to Postgres. */
public final class PostgresConnections {

    private PostgresConnections() {}

    /** A small pool that is made even when the server is down. Close it. */
    public static HikariDataSource pool(PostgresTarget target, int size) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("millrace-sync");
        config.setJdbcUrl(target.jdbcUrl());
        config.setUsername(target.user());
        config.setPassword(target.password());
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(1);
        config.setInitializationFailTimeout(-1);
        config.setConnectionTimeout(5_000);
        config.setValidationTimeout(2_000);
        config.addDataSourceProperty("ApplicationName", "millrace-sync");
        // A statement on a server that vanished ends by itself instead of holding its partition.
        config.addDataSourceProperty("socketTimeout", "60");
        config.addDataSourceProperty("connectTimeout", "5");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        return new HikariDataSource(config);
    }

    /** A connection of its own, for session locks. */
    public static Connection open(PostgresTarget target) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", target.user());
        properties.setProperty("password", target.password());
        properties.setProperty("ApplicationName", "millrace-sync");
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("tcpKeepAlive", "true");
        return DriverManager.getConnection(target.jdbcUrl(), properties);
    }
}
