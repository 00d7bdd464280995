package io.millrace.query.problem;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells a PostgreSQL that does not answer from a statement that is wrong, by SQLSTATE, never by message. */
public final class DatabaseFailures {

    /** Connection, resources, operator intervention (which is where a statement time-out is), system error. */
    private static final List<String> UNAVAILABLE = List.of("08", "53", "57", "58");

    /** Somebody else has had it for longer than this role may wait. */
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private DatabaseFailures() {}

    /** Whether the same request may pass later. */
    public static boolean isUnavailable(@Nullable Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof SQLTransientConnectionException) {
                return true;
            }
            if (t instanceof SQLException sql) {
                String state = sql.getSQLState();
                if (LOCK_NOT_AVAILABLE.equals(state)
                        || (state != null && UNAVAILABLE.contains(state.substring(0, Math.min(2, state.length()))))) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * What a request that may pass later is answered; empty when the failure is another.
     *
     * @param without what cannot be done meanwhile, as the end of a sentence part, or nothing
     */
    public static Optional<ProblemException> passing(Throwable failure, String without) {
        if (!isUnavailable(failure)) {
            return Optional.empty();
        }
        return Optional.of(
                isPoolExhausted(failure)
                        ? new ProblemException(
                                ProblemCode.BUSY,
                                "every connection to PostgreSQL is in use: try again in a moment.",
                                failure)
                        : new ProblemException(
                                ProblemCode.POSTGRES_UNAVAILABLE,
                                "PostgreSQL does not answer" + without + ": try again in a moment.",
                                failure));
    }

    /** Whether the pool had no connection to give though none has failed, which would be the cause. */
    private static boolean isPoolExhausted(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof SQLTransientConnectionException) {
                return t.getCause() == null;
            }
        }
        return false;
    }

    /** Whether a unique key was taken already. */
    public static boolean isDuplicate(@Nullable Throwable failure) {
        return hasState(failure, "23505");
    }

    /** Whether a value is not one that a column takes. */
    public static boolean isRefusedValue(@Nullable Throwable failure) {
        return hasState(failure, "23514");
    }

    /** Whether row-level security or a missing grant forbade it: what stands before PostgreSQL should have. */
    public static boolean isForbidden(@Nullable Throwable failure) {
        return hasState(failure, "42501");
    }

    /** Whether a text has a character that PostgreSQL cannot store, which is U+0000 only. */
    public static boolean isUnstorableText(@Nullable Throwable failure) {
        return hasState(failure, "22021") || hasState(failure, "22P05");
    }

    private static boolean hasState(@Nullable Throwable failure, String state) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof SQLException sql && state.equals(sql.getSQLState())) {
                return true;
            }
        }
        return false;
    }
}
