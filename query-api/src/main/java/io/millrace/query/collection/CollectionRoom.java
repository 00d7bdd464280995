package io.millrace.query.collection;

import io.millrace.query.access.Caller;
import io.millrace.query.problem.ProblemCode;
import io.millrace.query.problem.ProblemException;
import java.util.List;
import java.util.function.LongSupplier;
import org.springframework.stereotype.Component;

/**
 * Tells whoever sends a document to a full collection at once what would become of it: a dead letter. The ingest-worker decides,
 * when the event is applied; this only looks, at what is there now. Thread-safe.
 */
@Component
public final class CollectionRoom {

    private final CollectionLimitsStore limits;
    private final CollectionReports reports;

    CollectionRoom(CollectionLimitsStore limits, CollectionReports reports) {
        this.limits = limits;
        this.reports = reports;
    }

    /**
     * @param bytes of the content that is to come
     * @param heldBytes asked only where there are limits: of the content that it takes the place of; negative if the document is not
     *     there
     * @throws ProblemException {@link ProblemCode#COLLECTION_FULL}
     */
    public void require(Caller caller, CollectionRow collection, long bytes, LongSupplier heldBytes) {
        CollectionLimits limit = limits.recent(collection.id());
        if (limit.maxDocuments() == null && limit.maxBytes() == null) {
            return;
        }
        long held = heldBytes.getAsLong();
        CollectionCounts counts = reports.counts(caller, List.of(collection)).get(collection.id());
        if (counts == null) {
            return;
        }
        if (limit.maxDocuments() != null && held < 0 && counts.documents() >= limit.maxDocuments()) {
            throw full(collection, counts.documents() + " of " + limit.maxDocuments() + " documents");
        }
        long growth = bytes - Math.max(held, 0);
        if (limit.maxBytes() != null && growth > 0 && counts.contentBytes() + growth > limit.maxBytes()) {
            throw full(
                    collection,
                    counts.contentBytes() + " of " + limit.maxBytes() + " bytes, and this would add " + growth);
        }
    }

    private static ProblemException full(CollectionRow collection, String what) {
        return new ProblemException(
                ProblemCode.COLLECTION_FULL,
                "the collection '" + collection.name() + "' has " + what
                        + ": delete documents, or ask a superuser to raise its limits.");
    }
}
