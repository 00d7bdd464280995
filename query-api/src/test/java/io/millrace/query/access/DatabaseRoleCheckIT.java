package io.millrace.query.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.millrace.local.stack.PostgresServer;
import io.millrace.query.QueryApiServer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The first thing that the server asks its database, through the pool that it has. */
class DatabaseRoleCheckIT {

    private static final Duration LONG = Duration.ofSeconds(60);

    private final QueryApiServer server = QueryApiServer.shared();

    @Test
    void aDatabaseThatDoesNotAnswerYetIsWaitedFor() {
        PostgresServer postgres = server.stack().postgres();
        try (HikariDataSource pool = pool(server.jdbcUrl(), "millrace_query", server.queryPassword());
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            postgres.kill();
            CompletableFuture<Void> start;
            try {
                start = CompletableFuture.runAsync(check(pool, LONG)::afterSingletonsInstantiated, threads);
                await().during(Duration.ofSeconds(2))
                        .atMost(Duration.ofSeconds(30))
                        .until(() -> !start.isDone());
            } finally {
                postgres.start();
            }
            await().atMost(LONG).until(start::isDone);
            assertThatCode(start::join).doesNotThrowAnyException();
        }
    }

    @Test
    @Timeout(value = 20, unit = TimeUnit.SECONDS)
    void aDatabaseThatNeverAnswersIsOneSentenceAfterItsBound() {
        try (HikariDataSource pool = pool("jdbc:postgresql://127.0.0.1:1/none", "millrace_query", "none")) {
            assertThatThrownBy(() -> check(pool, Duration.ofSeconds(1)).afterSingletonsInstantiated())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(
                            "PostgreSQL did not answer within 1 s: check MILLRACE_POSTGRES_URL, and that it is up.");
        }
    }

    @Test
    @Timeout(value = 20, unit = TimeUnit.SECONDS)
    void aRefusedPasswordIsNotWaitedFor() {
        try (HikariDataSource pool = pool(server.jdbcUrl(), "millrace_query", "wrong")) {
            assertThatThrownBy(() -> check(pool, LONG).afterSingletonsInstantiated())
                    .hasMessageStartingWith("PostgreSQL refused the role millrace_query (")
                    .hasMessageEndingWith("check MILLRACE_QUERY_PASSWORD and that the database is migrated.");
        }
    }

    @Test
    @Timeout(value = 20, unit = TimeUnit.SECONDS)
    void aStartThatWaitsEndsWhenItIsToldTo() throws InterruptedException {
        try (HikariDataSource pool = pool("jdbc:postgresql://127.0.0.1:1/none", "millrace_query", "none")) {
            CompletableFuture<Throwable> ended = new CompletableFuture<>();
            Thread start = Thread.ofPlatform().start(() -> {
                try {
                    check(pool, LONG).afterSingletonsInstantiated();
                } catch (IllegalStateException e) {
                    ended.complete(e);
                }
            });
            // As Spring does it, which interrupts no start that waits with a bound.
            await().until(() -> start.getState() == Thread.State.WAITING);
            start.interrupt();
            start.join();
            assertThat(ended.join()).hasMessageContaining("told to stop");
        }
    }

    @Test
    void aRoleThatMayDoMoreThanQueryIsRefused() {
        PostgresServer postgres = server.stack().postgres();
        try (HikariDataSource pool = pool(server.jdbcUrl(), postgres.adminUser(), postgres.adminPassword())) {
            assertThatThrownBy(() -> check(pool, LONG).afterSingletonsInstantiated())
                    .hasMessageContaining("may do more than query");
        }
    }

    private static DatabaseRoleCheck check(HikariDataSource pool, Duration bound) {
        return new DatabaseRoleCheck(pool, bound);
    }

    private static HikariDataSource pool(String url, String user, String password) {
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(url);
        pool.setUsername(user);
        pool.setPassword(password);
        pool.setMaximumPoolSize(1);
        pool.setConnectionTimeout(500);
        pool.setInitializationFailTimeout(-1);
        return pool;
    }
}
