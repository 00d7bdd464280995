package io.millrace.ingest.dependency;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The one place that tells a database that is away from data that it will never take. By SQLSTATE, never by message. */
public final class DatabaseFailures {

    private DatabaseFailures() {}

    /**
     * Whether the statement's data is at fault: data exceptions (class 22), violated constraints (23) and exceeded limits of
     * the server (54). Source: PostgreSQL manual, appendix A. All else is the database's: it may pass later.
     */
    public static boolean isFaultOfData(Throwable failure) {
        String state = sqlState(failure);
        return state != null && (state.startsWith("22") || state.startsWith("23") || state.startsWith("54"));
    }

    /** As one sentence, without the values that the statement had. */
    public static DependencyUnavailableException unavailable(RuntimeException failure) {
        SQLException sql = find(failure);
        String state = sql == null ? null : sql.getSQLState();
        return new DependencyUnavailableException(
                Dependency.DATABASE,
                "The database cannot be used now" + (state == null ? "" : " (SQLSTATE " + state + ")") + ": "
                        + firstLine(sql == null ? failure : sql) + ".",
                failure);
    }

    private static @Nullable String sqlState(Throwable failure) {
        SQLException sql = find(failure);
        return sql == null ? null : sql.getSQLState();
    }

    private static @Nullable SQLException find(Throwable failure) {
        SQLException found = null;
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof SQLException sql) {
                // Of a batch the next exception is the one that says why.
                found = sql.getNextException() != null ? sql.getNextException() : sql;
            }
        }
        return found;
    }

    private static String firstLine(Throwable failure) {
        String message = String.valueOf(failure.getMessage()).strip();
        int end = message.indexOf('\n');
        String line = end < 0 ? message : message.substring(0, end).strip();
        return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
    }
}
