package io.millrace.ingest.dependency;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does work again and again until no dependency is missing, or until it is cancelled. One for each piece of work; cancelled
 * from any thread.
 */
public final class Patience {

    private static final Logger log = LoggerFactory.getLogger(Patience.class);

    private final BackOff backOff;
    private final CountDownLatch cancelled = new CountDownLatch(1);
    private volatile @Nullable Dependency missing;

    public Patience(BackOff backOff) {
        this.backOff = backOff;
    }

    /**
     * The result of the first attempt that no dependency fails.
     *
     * @throws CancellationException if cancelled, before or between attempts
     */
    public <T> T untilAvailable(Supplier<T> work) {
        for (int attempt = 1; ; attempt++) {
            checkCancelled();
            try {
                T result = work.get();
                if (missing != null) {
                    log.atInfo().addKeyValue("attempts", attempt).log("work goes on");
                    missing = null;
                }
                return result;
            } catch (DependencyUnavailableException e) {
                checkCancelled();
                Duration delay = backOff.delay(attempt, e);
                missing = e.dependency();
                log.atWarn()
                        .addKeyValue("dependency", e.dependency().label())
                        .addKeyValue("attempt", attempt)
                        .addKeyValue("retryIn", delay)
                        .log("waiting: {}", e.getMessage());
                await(delay);
            }
        }
    }

    /** Ends the work at its next pause. Harmless when it is done. */
    public void cancel() {
        cancelled.countDown();
    }

    /** @throws CancellationException if cancelled */
    public void checkCancelled() {
        if (cancelled.getCount() == 0) {
            throw new CancellationException("The work was cancelled.");
        }
    }

    /** What the work is waiting for. */
    public Optional<Dependency> missing() {
        return Optional.ofNullable(missing);
    }

    private void await(Duration delay) {
        try {
            if (cancelled.await(delay.toMillis(), TimeUnit.MILLISECONDS)) {
                checkCancelled();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("The work was interrupted.");
        }
    }
}
