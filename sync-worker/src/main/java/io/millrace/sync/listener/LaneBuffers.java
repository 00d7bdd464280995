package io.millrace.sync.listener;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The memory that the lanes of a listener share: those that have records have equal parts of it. So a hundred partitions that
 * all wait for their collection take no more than one that works. Thread-safe.
 */
final class LaneBuffers {

    private final long bytes;
    private final AtomicInteger lanes = new AtomicInteger();

    /** @param bytes of records that wait in lanes, and as much again of records that are being applied */
    LaneBuffers(long bytes) {
        this.bytes = bytes;
    }

    /** A part of this JVM's heap: decoded events and requests under way need several times what their records take. */
    static LaneBuffers ofHeap() {
        return new LaneBuffers(Runtime.getRuntime().maxMemory() / 32);
    }

    void laneBegins() {
        lanes.incrementAndGet();
    }

    void laneRests() {
        lanes.decrementAndGet();
    }

    /** How many bytes a lane may hold now; a single record may be larger. */
    long share() {
        return bytes / Math.max(1, lanes.get());
    }
}
