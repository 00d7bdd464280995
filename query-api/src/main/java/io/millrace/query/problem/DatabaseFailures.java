package io.millrace.query.problem;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells a PostgreSQL that does not answer from a statement that is wrong, by SQLSTATE, never by message. */
public final class DatabaseFailures {

    /** Connection, resources, operator intervention (which is where a statement time-out is), system error. */
    private static final List<String> UNAVAILABLE = List.of("08", "53", "57", "58");

    private DatabaseFailures() {}

    /** Whether the same request may pass later. */
    public static boolean isUnavailable(@Nullable Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof SQLTransientConnectionException) {
                return true;
            }
            if (t instanceof SQLException sql) {
                String state = sql.getSQLState();
                if (state != null && UNAVAILABLE.contains(state.substring(0, Math.min(2, state.length())))) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether a unique key was taken already. */
    public static boolean isDuplicate(@Nullable Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof SQLException sql && "23505".equals(sql.getSQLState())) {
                return true;
            }
        }
        return false;
    }
}
