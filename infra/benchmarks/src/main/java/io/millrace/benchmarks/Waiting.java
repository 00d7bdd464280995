package io.millrace.benchmarks;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waiting for what cannot call back, for a bounded time, without spinning. */
public final class Waiting {

    private Waiting() {}

    /**
     * Asks again and again, with a pause between.
     *
     * @return whether the condition held within the bound
     */
    public static boolean until(BooleanSupplier condition, Duration pause, Duration bound) {
        long deadline = System.nanoTime() + bound.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            pause(pause);
        }
        return true;
    }

    /** @throws BenchmarkException if the thread is interrupted meanwhile */
    public static void pause(Duration pause) {
        try {
            boolean never = new Semaphore(0).tryAcquire(pause.toNanos(), TimeUnit.NANOSECONDS);
            if (never) {
                throw new IllegalStateException("a permit that nobody gave");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchmarkException("Interrupted.", e);
        }
    }
}
