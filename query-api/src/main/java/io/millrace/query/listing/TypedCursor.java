package io.millrace.query.listing;

import io.millrace.query.problem.ProblemException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Cursors of lists that are ordered by something other than text. */
public final class TypedCursor {

    private static final UUID FIRST = new UUID(0, 0);
    private static final UUID LAST = new UUID(-1, -1);

    private TypedCursor() {}

    /** Where a list with the newest first goes on. */
    public static UUID before(@Nullable String cursor) {
        return id(cursor, LAST);
    }

    /** Where a list with the oldest first goes on. */
    public static UUID after(@Nullable String cursor) {
        return id(cursor, FIRST);
    }

    /** How far a list that is numbered from 1 was read. */
    public static int position(@Nullable String cursor) {
        String key = Cursor.key(cursor);
        try {
            return key.isEmpty() ? 0 : Integer.parseInt(key);
        } catch (NumberFormatException e) {
            throw wrong();
        }
    }

    private static UUID id(@Nullable String cursor, UUID beginning) {
        String key = Cursor.key(cursor);
        try {
            return key.isEmpty() ? beginning : UUID.fromString(key);
        } catch (IllegalArgumentException e) {
            throw wrong();
        }
    }

    private static ProblemException wrong() {
        return Cursor.wrong("this cursor is of another list: leave it out to begin again.");
    }
}
