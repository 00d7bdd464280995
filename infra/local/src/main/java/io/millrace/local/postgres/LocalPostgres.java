package io.millrace.local.postgres;

import io.millrace.local.process.LocalProcessException;
import io.millrace.local.process.LocalServer;
import io.millrace.local.process.ProcessIdentity;
import io.millrace.local.process.ServerProcess;
import io.millrace.local.process.Signal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * A PostgreSQL server in a process of its own. Thread-safe.
 */
public final class LocalPostgres implements LocalServer {
    /** The administrator's name. */
    public static final String SUPERUSER = "postgres";

    private static final Duration STOP_BOUND = Duration.ofSeconds(30);
    /** SQLSTATE 57P03, cannot_connect_now: starting up, shutting down or recovering. */
    private static final String CANNOT_CONNECT_NOW = "57P03";
    /** SQLSTATE class 08, connection exception: nobody listens yet. */
    private static final String CONNECTION_EXCEPTION = "08";

    private final PostgresProperties properties;
    private final Unprivileged unprivileged;
    private final ServerProcess process;

    public LocalPostgres(PostgresProperties properties) {
        this(properties, Unprivileged.ofThisUser());
    }

    LocalPostgres(PostgresProperties properties, Unprivileged unprivileged) {
        this.properties = properties;
        this.unprivileged = unprivileged;
        // SIGINT is PostgreSQL's fast shutdown: SIGTERM would wait for all clients to leave
        this.process = new ServerProcess(
                "PostgreSQL",
                properties.directory().resolve("postgres.pid"),
                properties.logFile(),
                properties.lifetime(),
                Signal.INT);
    }

    /** Starts the server, first creating its data directory when there is none, and waits until it answers. */
    @Override
    public synchronized void start() {
        if (!process.isRunning()) {
            launch();
        }
        process.awaitReady(properties.startBound(), this::answers);
    }

    private void launch() {
        var home = PostgresBinaries.home(unprivileged);
        new PostgresDirectory(properties, home, unprivileged).prepare();
        process.start(
                unprivileged.command(
                        home.resolve("bin/postgres").toString(),
                        "-D",
                        properties.dataDirectory().toString()),
                Map.of());
    }

    /** Ends the server in order, rolling back what its clients have open. */
    @Override
    public synchronized void stop() {
        process.stop(STOP_BOUND);
    }

    /** Kills the postmaster with SIGKILL; returns when its children are gone too, so that it can start again. */
    @Override
    public void kill() {
        process.kill();
    }

    @Override
    public Optional<ProcessIdentity> running() {
        return process.running();
    }

    /** Whether the server accepts a connection of the superuser now. */
    @Override
    public boolean answers() {
        Properties login = new Properties();
        login.setProperty("user", SUPERUSER);
        login.setProperty("password", properties.superuserPassword());
        login.setProperty("connectTimeout", "5");
        login.setProperty("socketTimeout", "5");
        try (Connection connection = DriverManager.getConnection(jdbcUrl("postgres"), login)) {
            return connection.isValid(5);
        } catch (SQLException e) {
            String state = String.valueOf(e.getSQLState());
            if (state.equals(CANNOT_CONNECT_NOW) || state.startsWith(CONNECTION_EXCEPTION)) {
                return false;
            }
            throw new LocalProcessException(
                    "PostgreSQL on port " + properties.port() + " refuses its administrator: " + e.getMessage() + ".",
                    e);
        }
    }

    /** Without credentials. */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + properties.port() + "/" + database;
    }

    public int port() {
        return properties.port();
    }
}
