package io.millrace.query.access;

import io.millrace.query.problem.ProblemException;
import java.util.Optional;

/** What callers are to collections. Thread-safe. */
public interface CollectionRoles {

    /**
     * Empty if the caller cannot see such a collection, which is the same as that there is none. May be a second old.
     *
     * @param reference the collection's name or id
     */
    Optional<Role> role(Caller caller, String reference);

    /** What is answered when a collection cannot be seen. */
    ProblemException notFound(String reference);
}
