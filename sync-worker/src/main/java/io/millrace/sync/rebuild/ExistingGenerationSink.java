package io.millrace.sync.rebuild;

import io.millrace.sync.point.PointSink;
import io.millrace.sync.point.PointWrite;
import io.millrace.sync.point.VectorStoreException;

/** Ends the rebuild when its generation is taken away, where a worker would wait for the collection to come back. */
final class ExistingGenerationSink implements PointSink {

    private final PointSink next;

    ExistingGenerationSink(PointSink next) {
        this.next = next;
    }

    @Override
    public void write(PointWrite write) {
        try {
            next.write(write);
        } catch (VectorStoreException e) {
            if (e.code().equals(VectorStoreException.COLLECTION_MISSING)) {
                throw new RefusedRebuildException(
                        "The generation " + write.collection() + " was dropped while it was being filled.");
            }
            throw e;
        }
    }
}
