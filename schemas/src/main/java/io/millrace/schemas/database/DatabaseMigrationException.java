package io.millrace.schemas.database;

import org.jspecify.annotations.Nullable;

/** The schema could not be brought up to date. The message is one sentence for an operator. */
public final class DatabaseMigrationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public DatabaseMigrationException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
