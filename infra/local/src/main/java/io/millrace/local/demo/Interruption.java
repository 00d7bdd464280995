package io.millrace.local.demo;

import io.millrace.local.process.LocalProcessException;
import io.millrace.local.process.Poll;
import java.time.Duration;

/** Ends the demo's system when this JVM is told to end (Ctrl-C) while it is open. */
final class Interruption implements AutoCloseable {
    /** Ctrl-C also reaches our children: one may fail before this JVM has begun to end. */
    private static final Duration SIGNAL_DELAY = Duration.ofMillis(500);

    private final DemoSystem system;
    private final OperatorVerbs verbs;
    private final Console console;
    private final Thread hook = Thread.ofPlatform().name("millrace-demo-end").unstarted(this::end);
    private volatile boolean interrupted;

    Interruption(DemoSystem system, OperatorVerbs verbs, Console console) {
        this.system = system;
        this.verbs = verbs;
        this.console = console;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Whether a failure is only the consequence of an interruption; returns when everything has been ended. */
    boolean awaitIfInterrupted() {
        if (!Poll.until(SIGNAL_DELAY, () -> interrupted)) {
            return false;
        }
        try {
            hook.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return true;
    }

    private void end() {
        interrupted = true;
        console.silence();
        console.sentence("Interrupted: ending everything that the demo started.");
        verbs.kill();
        try {
            system.endInterrupted();
        } catch (DemoFailedException | LocalProcessException e) {
            console.sentence(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is ending: the hook is at work
        }
    }
}
