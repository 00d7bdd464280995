package io.millrace.local.stack;

import io.millrace.local.postgres.LocalPostgres;

/** A local PostgreSQL, as tests see it. */
record LocalPostgresServer(LocalPostgres server, String adminPassword) implements PostgresServer, ProcessServer {
    @Override
    public String host() {
        return "127.0.0.1";
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
    public String toString() {
        return "PostgreSQL on port " + port();
    }
}
