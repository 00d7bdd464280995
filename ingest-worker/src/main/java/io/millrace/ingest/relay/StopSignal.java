package io.millrace.ingest.relay;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Raised once, by who wants the relay to end. Thread-safe. */
final class StopSignal {

    private final CountDownLatch raised = new CountDownLatch(1);

    void raise() {
        raised.countDown();
    }

    boolean isRaised() {
        return raised.getCount() == 0;
    }

    /** @return whether it is raised */
    boolean await(Duration bound) throws InterruptedException {
        return raised.await(bound.toNanos(), TimeUnit.NANOSECONDS);
    }
}
