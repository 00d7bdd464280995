package io.millrace.local.process;

import java.util.Optional;

/**
 * A server or an application in a process of its own on this machine; it may already be running, started by another JVM.
 * Thread-safe. All failures are {@link LocalProcessException}s with one sentence for the user.
 */
public interface LocalServer {
    /** Starts it and waits until it answers. Harmless when it runs. */
    void start();

    /** An orderly end within a bound, or else SIGKILL. Harmless when it does not run. */
    void stop();

    /** SIGKILL, also while another thread starts it; returns when the process and its children are gone. */
    void kill();

    /** The process that runs now. */
    Optional<ProcessIdentity> running();

    /** Whether it serves now: asks the server itself. */
    boolean answers();

    default boolean isRunning() {
        return running().isPresent();
    }
}
