package io.millrace.query.conversation;

import io.millrace.query.problem.ProblemCode;
import io.millrace.query.problem.ProblemException;
import io.millrace.query.problem.Violation;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A text that a user looks for among his own. */
record SearchText(String text) {

    private static final int MAX_LENGTH = 200;

    static Optional<SearchText> of(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return Optional.empty();
        }
        if (text.length() > MAX_LENGTH || text.indexOf('\0') >= 0) {
            String detail = "q must have at most " + MAX_LENGTH + " characters, and no NUL.";
            throw new ProblemException(ProblemCode.VALIDATION_FAILED, detail, List.of(new Violation("q", detail)));
        }
        return Optional.of(new SearchText(text.strip()));
    }
}
