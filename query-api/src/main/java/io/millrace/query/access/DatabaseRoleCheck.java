package io.millrace.query.access;

import io.millrace.query.problem.DatabaseFailures;
import io.millrace.schemas.transport.UntrustedServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Refuses to start as a role that row-level security does not bind. A PostgreSQL that does not answer is waited for, up to
 * {@code millrace.postgres.start-timeout}; one that refuses the role, or whose certificate is not trusted, is not.
 */
@Component
final class DatabaseRoleCheck implements SmartInitializingSingleton {

    private static final Logger log = LoggerFactory.getLogger(DatabaseRoleCheck.class);

    private static final Duration PAUSE = Duration.ofMillis(200);

    private static final String POWER = """
            SELECT current_user,
                   rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication
                       OR EXISTS (SELECT FROM pg_class WHERE relowner = pg_roles.oid)
            FROM pg_roles
            WHERE rolname = current_user
            """;

    private final DataSource dataSource;
    private final Duration bound;

    DatabaseRoleCheck(DataSource dataSource, @Value("${millrace.postgres.start-timeout}") Duration bound) {
        this.dataSource = dataSource;
        this.bound = bound;
    }

    /** @throws IllegalStateException with one sentence, if the role is wrong or the database did not answer in time */
    @Override
    public void afterSingletonsInstantiated() {
        onAnotherThread(this::awaitMightyRole).ifPresent(role -> {
            throw new IllegalStateException("the database role '" + role
                    + "' may do more than query: row-level security would not bind it. Use millrace_query.");
        });
    }

    /** The role's name if it may do too much. */
    private Optional<String> awaitMightyRole() throws InterruptedException {
        long deadline = System.nanoTime() + bound.toNanos();
        boolean said = false;
        while (true) {
            try {
                return mightyRole();
            } catch (SQLException e) {
                UntrustedServer.postgres(e).ifPresent(sentence -> {
                    throw new IllegalStateException(sentence, e);
                });
                SQLException refusal = refusal(e);
                if (refusal != null) {
                    throw new IllegalStateException(
                            "PostgreSQL refused the role millrace_query ("
                                    + String.valueOf(refusal.getMessage()).strip()
                                    + "): check MILLRACE_QUERY_PASSWORD and that the database is migrated.",
                            refusal);
                }
                if (System.nanoTime() >= deadline) {
                    throw new IllegalStateException(
                            "PostgreSQL did not answer within " + bound.toSeconds()
                                    + " s: check MILLRACE_POSTGRES_URL, and that it is up.",
                            e);
                }
                if (!said) {
                    said = true;
                    log.atInfo().addKeyValue("bound", bound).log("PostgreSQL does not answer yet: waiting for it");
                }
            }
            LockSupport.parkNanos(PAUSE.toNanos());
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    private Optional<String> mightyRole() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(POWER);
                ResultSet row = statement.executeQuery()) {
            return row.next() && row.getBoolean(2) ? Optional.of(row.getString(1)) : Optional.empty();
        }
    }

    /** What trying again cannot help against, below the pool's own exception, which is transient whatever caused it. */
    private static @Nullable SQLException refusal(SQLException failure) {
        SQLException deepest = failure;
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof SQLException sql) {
                deepest = sql;
            }
        }
        return DatabaseFailures.isUnavailable(deepest) ? null : deepest;
    }

    /**
     * Waits without a bound of its own: Spring interrupts a start that waits so when the process is told to stop, and would
     * let one that waits with a bound come to its end first.
     */
    private static <T> T onAnotherThread(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread.ofVirtual().name("database-role-check").start(task);
        try {
            return task.get();
        } catch (InterruptedException e) {
            task.cancel(true);
            // The interrupt has done its work: were it restored, the beans that are closed next could not wait either.
            throw new IllegalStateException("it was told to stop while it waited for PostgreSQL.", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IllegalStateException refused) {
                throw refused;
            }
            throw new IllegalStateException("the database role could not be checked: " + e.getMessage(), e);
        }
    }
}
