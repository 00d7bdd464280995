package io.millrace.ingest.publish;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Says something if the process is told to stop, by Ctrl-C or a signal, before the work has concluded. Either the notice is
 * given or {@link #conclude} answers true, never both. The process's exit code stays what the signal makes it: 130 for
 * Ctrl-C.
 */
final class InterruptionNotice implements AutoCloseable {

    private final AtomicBoolean concluded = new AtomicBoolean();
    private final Thread hook;

    /** @param notice runs on a thread of its own while the work still goes on */
    InterruptionNotice(Runnable notice) {
        hook = Thread.ofPlatform().name("publish-interrupted").unstarted(() -> {
            if (conclude()) {
                notice.run();
            }
        });
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** @return whether the work may say how it ended, since no notice was given */
    boolean conclude() {
        return concluded.compareAndSet(false, true);
    }

    @Override
    public void close() {
        var _ = conclude();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process ends already: the hook runs or has run, and finds that there is nothing to say.
            return;
        }
    }
}
