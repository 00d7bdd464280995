package io.millrace.sync.point;

/** Where points are written. Thread-safe. */
@FunctionalInterface
public interface PointSink {

    /**
     * Returns once the whole write is applied and visible to searches. Blocks; call it from a virtual thread.
     *
     * @throws VectorStoreException if it was not, or if that is not known; part of it may have been applied. Writing the
     *     same again is always harmless.
     */
    void write(PointWrite write);
}
