package io.millrace.sync.retry;

/** The program is stopping, or the partition has gone to another worker: the task was given up and acknowledges nothing. */
public final class StoppedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StoppedException() {
        super("stopped before the task was done");
    }
}
