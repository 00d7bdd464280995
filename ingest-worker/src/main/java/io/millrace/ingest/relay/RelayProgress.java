package io.millrace.ingest.relay;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What the engine's thread leaves for the watchdog. Thread-safe. */
final class RelayProgress {

    private final AtomicLong lastSign = new AtomicLong(System.nanoTime());
    private final AtomicInteger batchesUnderWay = new AtomicInteger();
    private final AtomicLong batches = new AtomicLong();

    void batchBegins() {
        batchesUnderWay.incrementAndGet();
    }

    void batchEnds() {
        lastSign.set(System.nanoTime());
        batches.incrementAndGet();
        batchesUnderWay.decrementAndGet();
    }

    boolean hasDelivered() {
        return batches.get() > 0;
    }

    /** How long the engine has delivered nothing; 0 while a batch is with us, for then the delay is not the engine's. */
    long silentNanos() {
        return batchesUnderWay.get() > 0 ? 0 : System.nanoTime() - lastSign.get();
    }
}
