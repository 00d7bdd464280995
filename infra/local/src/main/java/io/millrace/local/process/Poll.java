package io.millrace.local.process;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for something that nobody announces. */
public final class Poll {
    private static final long INTERVAL_MS = 50;

    private Poll() {}

    /** Whether the condition came true within {@code bound}; it is asked at least once. */
    public static boolean until(Duration bound, BooleanSupplier condition) {
        long deadline = System.nanoTime() + bound.toNanos();
        CountDownLatch never = new CountDownLatch(1);
        while (!condition.getAsBoolean()) {
            try {
                if (System.nanoTime() > deadline || never.await(INTERVAL_MS, TimeUnit.MILLISECONDS)) {
                    return false;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new LocalProcessException("Interrupted while waiting.", e);
            }
        }
        return true;
    }
}
