package io.millrace.local.stack;

/** A server that a test may take away. Its address and its data outlive all of this. Every call waits for its effect. */
public interface FaultableServer {
    /** Starts the server again and waits until it answers. Harmless when it runs. */
    void start();

    /** An orderly end. Harmless when it does not run. */
    void stop();

    /** SIGKILL. Harmless when it does not run. */
    void kill();

    boolean isRunning();
}
