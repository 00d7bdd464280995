package io.millrace.local.system;

import io.millrace.local.process.LocalServer;
import io.millrace.local.process.SideBySide;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Starts parts side by side. If this JVM is interrupted meanwhile (Ctrl-C), ends again what it had started. */
final class Startup implements AutoCloseable {
    private final Consumer<String> progress;
    private final Set<LocalServer> starting = ConcurrentHashMap.newKeySet();
    private final Set<LocalServer> started = ConcurrentHashMap.newKeySet();
    private final Thread undo = Thread.ofPlatform().name("millrace-undo").unstarted(this::undo);

    Startup(Consumer<String> progress) {
        this.progress = progress;
        Runtime.getRuntime().addShutdownHook(undo);
    }

    /** Starts those that do not answer yet and waits for all of them. Throws the first failure, after all have ended. */
    void start(Map<Component, LocalServer> parts) {
        SideBySide.forEach(parts.entrySet(), part -> start(part.getKey(), part.getValue()));
    }

    private void start(Component component, LocalServer part) {
        if (part.isRunning() && part.answers()) {
            progress.accept(component.label() + ": already running");
            return;
        }
        boolean ours = !part.isRunning();
        long begin = System.nanoTime();
        if (ours) {
            starting.add(part);
        }
        part.start();
        if (ours) {
            started.add(part);
            starting.remove(part);
        }
        progress.accept(component.label() + ": ready in " + seconds(Duration.ofNanos(System.nanoTime() - begin)));
    }

    static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }

    private void undo() {
        progress.accept("interrupted: ending what this command started");
        starting.forEach(LocalServer::kill);
        // Applications before servers would be kinder, but each of them survives the loss of any other
        SideBySide.forEach(started, LocalServer::stop);
        starting.forEach(LocalServer::kill);
    }

    /** From now on what has been started stays. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(undo);
        } catch (IllegalStateException e) {
            // The JVM is shutting down: the hook is running, and does its work
        }
    }
}
