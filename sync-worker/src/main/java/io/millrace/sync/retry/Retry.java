package io.millrace.sync.retry;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a step until its dependency has done its part. Thread-safe. */
public final class Retry {

    private static final Logger log = LoggerFactory.getLogger(Retry.class);

    private final BackOff backOff;
    private final StopSignal stop;

    public Retry(BackOff backOff, StopSignal stop) {
        this.backOff = backOff;
        this.stop = stop;
    }

    /**
     * Any exception of the step but a {@link DependencyException} goes through.
     *
     * @throws StoppedException if the stop signal was raised while the step was still failing
     */
    public void untilDone(String step, Runnable attempt) {
        LogThrottle throttle = new LogThrottle();
        for (int failures = 1; ; failures++) {
            try {
                attempt.run();
                return;
            } catch (DependencyException e) {
                if (throttle.passes()) {
                    log.atWarn()
                            .addKeyValue("step", step)
                            .addKeyValue("errorCode", e.code())
                            .addKeyValue("failures", failures)
                            .addKeyValue("reason", e.getMessage())
                            .log("A dependency does not answer; the step is repeated until it does");
                }
                if (stop.await(backOff.after(failures))) {
                    throw new StoppedException();
                }
            }
        }
    }
}
