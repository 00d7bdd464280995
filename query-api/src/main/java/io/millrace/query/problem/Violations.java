package io.millrace.query.problem;

import java.util.ArrayList;
import java.util.List;

/** Collects everything that is wrong with one request, so that its sender learns all of it at once. Not thread-safe. */
public final class Violations {

    private final List<Violation> found = new ArrayList<>();

    public void add(String pointer, String detail) {
        found.add(new Violation(pointer, detail));
    }

    public void require(boolean condition, String pointer, String detail) {
        if (!condition) {
            add(pointer, detail);
        }
    }

    /** @throws ProblemException {@link ProblemCode#VALIDATION_FAILED}, if anything is wrong */
    public void throwIfAny() {
        if (!found.isEmpty()) {
            throw new ProblemException(
                    ProblemCode.VALIDATION_FAILED, found.getFirst().detail(), found);
        }
    }
}
