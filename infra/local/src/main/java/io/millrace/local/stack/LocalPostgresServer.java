package io.millrace.local.stack;

import io.millrace.local.postgres.LocalPostgres;

/** A local PostgreSQL, as tests see it. */
record LocalPostgresServer(LocalPostgres server, String adminPassword) implements PostgresServer {
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
    public void start() {
        server.start();
    }

    @Override
    public void stop() {
        server.stop();
    }

    @Override
    public void kill() {
        server.kill();
    }

    @Override
    public boolean isRunning() {
        return server.isRunning();
    }

    @Override
    public String toString() {
        return "PostgreSQL on port " + port();
    }
}
