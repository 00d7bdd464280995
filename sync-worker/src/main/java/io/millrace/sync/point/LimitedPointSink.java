package io.millrace.sync.point;

import io.millrace.sync.point.VectorStoreException.Kind;
import java.util.concurrent.Semaphore;

/** Lets so many writes be under way at once, over all partitions. A write that waits to be repeated holds no place. */
public final class LimitedPointSink implements PointSink {

    private final PointSink next;
    private final Semaphore places;

    public LimitedPointSink(PointSink next, int atOnce) {
        this.next = next;
        this.places = new Semaphore(atOnce);
    }

    @Override
    public void write(PointWrite write) {
        try {
            places.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new VectorStoreException(Kind.RETRIABLE, "interrupted", "interrupted before writing", e);
        }
        try {
            next.write(write);
        } finally {
            places.release();
        }
    }
}
