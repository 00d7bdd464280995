package io.millrace.sync.point;

import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets go of writes to a collection that was deleted on purpose. Without this, events that are still in its topic would
 * wait for ever for a Qdrant collection that will never be again.
 */
public final class DiscardingPointSink implements PointSink {

    private static final Logger log = LoggerFactory.getLogger(DiscardingPointSink.class);

    private final PointSink next;
    private final Predicate<String> deletedOnPurpose;

    /** @param deletedOnPurpose of a collection's alias; asked only when Qdrant does not know it */
    public DiscardingPointSink(PointSink next, Predicate<String> deletedOnPurpose) {
        this.next = next;
        this.deletedOnPurpose = deletedOnPurpose;
    }

    @Override
    public void write(PointWrite write) {
        try {
            next.write(write);
        } catch (VectorStoreException e) {
            if (!e.code().equals(VectorStoreException.COLLECTION_MISSING)
                    || !deletedOnPurpose.test(write.collection())) {
                throw e;
            }
            log.atInfo()
                    .addKeyValue("collection", write.collection())
                    .addKeyValue("points", write.points().size())
                    .log("Discarded changes to a deleted collection");
        }
    }
}
