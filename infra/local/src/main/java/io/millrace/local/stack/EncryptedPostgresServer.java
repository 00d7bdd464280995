package io.millrace.local.stack;

import io.millrace.local.postgres.LocalPostgres;
import io.millrace.local.process.LocalProcessException;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** PostgreSQL that lets in nobody without TLS; its URLs check all there is to check. */
record EncryptedPostgresServer(LocalPostgres server, String adminPassword, TestAuthority authority)
        implements PostgresServer, ProcessServer {

    private static final String HOST_BASED_AUTHENTICATION = """
            hostssl all all 127.0.0.1/32 scram-sha-256
            hostssl replication all 127.0.0.1/32 scram-sha-256
            """;

    @Override
    public String host() {
        return TestAuthority.HOST;
    }

    @Override
    public int port() {
        return server.port();
    }

    @Override
    public String adminUser() {
        return LocalPostgres.SUPERUSER;
    }

    @Override
    public String jdbcUrl(String database) {
        return PostgresServer.super.jdbcUrl(database) + "?sslmode=verify-full&sslrootcert=" + authority.certificate();
    }

    /** The first start is without TLS, and ends when the server has its certificate. */
    void encrypt() {
        server.start();
        try (Connection connection =
                        DriverManager.getConnection(server.jdbcUrl("postgres"), adminUser(), adminPassword);
                Statement statement = connection.createStatement()) {
            write(statement, "server.crt", Files.readString(authority.serverCertificate()));
            write(statement, "server.key", Files.readString(authority.serverKey()));
            write(statement, "pg_hba.conf", HOST_BASED_AUTHENTICATION);
            statement.execute("ALTER SYSTEM SET ssl = on");
        } catch (SQLException | IOException e) {
            throw new LocalProcessException("PostgreSQL does not take its certificate: " + e.getMessage(), e);
        }
        server.stop();
        server.start();
    }

    /** By the server itself, whose user must own the key, in its data directory, where it looks for it. */
    private static void write(Statement statement, String file, String text) throws SQLException {
        statement.execute("COPY (SELECT unnest(string_to_array('" + text.strip()
                + "', chr(10)))) TO PROGRAM 'umask 077 && cat > " + file + "'");
    }

    @Override
    public String toString() {
        return "PostgreSQL with TLS on port " + port();
    }
}
