package io.millrace.query.listing;

import io.millrace.query.problem.ProblemCode;
import io.millrace.query.problem.ProblemException;
import io.millrace.query.problem.Violation;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a page ended: the last key, opaque to callers. */
public final class Cursor {

    private static final String MARK = "k1:";

    private Cursor() {}

    static String after(String key) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString((MARK + key).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The key to read on from; the empty string, which is before every key, when there is no cursor.
     *
     * @throws ProblemException if the cursor is none of ours
     */
    public static String key(@Nullable String cursor) {
        if (cursor == null) {
            return "";
        }
        try {
            String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            if (text.startsWith(MARK)) {
                return text.substring(MARK.length());
            }
        } catch (IllegalArgumentException e) {
            throw wrong();
        }
        throw wrong();
    }

    /** @throws ProblemException if the limit is not between 1 and the most that a page holds */
    public static int limit(int limit, int most) {
        if (limit < 1 || limit > most) {
            String detail = "limit must be 1 to " + most + ", not " + limit + ".";
            throw new ProblemException(ProblemCode.VALIDATION_FAILED, detail, List.of(new Violation("limit", detail)));
        }
        return limit;
    }

    private static ProblemException wrong() {
        return wrong("this cursor is not one that a page gave: leave it out to begin again.");
    }

    static ProblemException wrong(String detail) {
        return new ProblemException(ProblemCode.VALIDATION_FAILED, detail, List.of(new Violation("cursor", detail)));
    }
}
