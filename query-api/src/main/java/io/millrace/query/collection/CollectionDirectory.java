package io.millrace.query.collection;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.millrace.query.access.Caller;
import io.millrace.query.access.CollectionRoles;
import io.millrace.query.access.Role;
import io.millrace.query.problem.ProblemCode;
import io.millrace.query.problem.ProblemException;
import java.time.Duration;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Collections by name or id, remembered for at most a second for each caller. What is read with an answer of this must be
 * checked again: a collection may have been deleted in that second. Thread-safe.
 */
@Component
public class CollectionDirectory implements CollectionRoles {

    private static final Duration MAX_AGE = Duration.ofSeconds(1);
    private static final int MAX_ENTRIES = 10_000;

    private final CollectionStore store;
    private final Cache<Key, CollectionRow> found = Caffeine.newBuilder()
            .expireAfterWrite(MAX_AGE)
            .maximumSize(MAX_ENTRIES)
            .build();

    CollectionDirectory(CollectionStore store) {
        this.store = store;
    }

    /** As it was at most a second ago. What was not found is asked for anew each time. */
    public Optional<CollectionRow> recent(Caller caller, String reference) {
        Key key = new Key(caller, reference);
        CollectionRow known = found.getIfPresent(key);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<CollectionRow> row = store.find(caller, reference);
        row.ifPresent(present -> found.put(key, present));
        return row;
    }

    /** @throws ProblemException {@link ProblemCode#COLLECTION_NOT_FOUND} */
    public CollectionRow require(Caller caller, String reference) {
        return recent(caller, reference).orElseThrow(() -> missing(reference));
    }

    @Override
    public Optional<Role> role(Caller caller, String reference) {
        return recent(caller, reference).map(CollectionRow::role);
    }

    @Override
    public ProblemException notFound(String reference) {
        return missing(reference);
    }

    /** Whoever was let in or shut out is so at once, as far as this process goes. */
    public void forget(CollectionRow row) {
        found.asMap().values().removeIf(known -> known.id().equals(row.id()));
    }

    static ProblemException missing(String reference) {
        String shown = reference.length() <= 100 ? reference : reference.substring(0, 100) + "…";
        return new ProblemException(
                ProblemCode.COLLECTION_NOT_FOUND,
                "there is no collection '" + shown + "': list them at /v1/collections, or create it.");
    }

    private record Key(Caller caller, String reference) {}
}
