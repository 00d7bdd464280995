package io.millrace.benchmarks.latency;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Does something so many times a second, by the clock and not by when the last was done. */
final class SteadyRate {

    private SteadyRate() {}

    /** What is done each time, on one thread; slower than the rate, it is done back to back. */
    @FunctionalInterface
    interface Action {
        void run() throws Exception;
    }

    /** Returns when the action was done {@code times} times. */
    static void run(int perSecond, int times, Action action) throws Exception {
        AtomicInteger left = new AtomicInteger(times);
        try (ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().factory())) {
            ScheduledFuture<?> ticks = scheduler.scheduleAtFixedRate(
                    () -> {
                        if (left.getAndDecrement() <= 0) {
                            throw new Done();
                        }
                        try {
                            action.run();
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                    },
                    0,
                    TimeUnit.SECONDS.toNanos(1) / perSecond,
                    TimeUnit.NANOSECONDS);
            try {
                ticks.get();
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof Done)) {
                    throw e;
                }
            }
        }
    }

    /** Ends the ticking. */
    private static final class Done extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Done() {
            super(null, null, false, false);
        }
    }
}
