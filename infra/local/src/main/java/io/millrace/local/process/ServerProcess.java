package io.millrace.local.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * At most one process of one server, found again through its pid file by any later JVM. The caller serialises
 * calls, but for {@link #kill()}.
 */
public final class ServerProcess {
    private static final Duration POLL = Duration.ofMillis(40);
    private static final Duration KILL_BOUND = Duration.ofSeconds(20);

    private final String name;
    private final PidFile pidFile;
    private final LogFile log;
    private final Lifetime lifetime;
    private final Signal stopSignal;

    /**
     * A server that may or may not be running.
     *
     * @param name for messages, such as {@code PostgreSQL}
     * @param stopSignal what asks the server for an orderly end
     */
    public ServerProcess(String name, Path pidFile, Path logFile, Lifetime lifetime, Signal stopSignal) {
        this.name = name;
        this.pidFile = new PidFile(pidFile);
        this.log = new LogFile(logFile);
        this.lifetime = lifetime;
        this.stopSignal = stopSignal;
    }

    /** The process that runs now, whichever JVM started it. */
    public Optional<ProcessIdentity> running() {
        return pidFile.read().filter(ProcessIdentity::isAlive);
    }

    public boolean isRunning() {
        return running().isPresent();
    }

    /** Starts the process, which may not be ready yet. Must not be running. */
    public void start(List<String> command, Map<String, String> environment) {
        Signal lastSignal = stopSignal == Signal.INT ? Signal.QUIT : Signal.KILL;
        ChildProcess child = ChildProcess.start(command, environment, log.path(), lifetime, lastSignal);
        pidFile.write(child.identity());
    }

    /**
     * Waits until {@code ready} holds.
     *
     * @throws LocalProcessException with the log's last line when the process ends first, or when {@code bound} passes
     */
    public void awaitReady(Duration bound, BooleanSupplier ready) {
        long deadline = System.nanoTime() + bound.toNanos();
        while (System.nanoTime() < deadline) {
            Optional<ProcessIdentity> process = running();
            if (process.isEmpty()) {
                throw new LocalProcessException(
                        name + " ended while it started: " + log.lastLine() + " (see " + log.path() + ").");
            }
            if (ready.getAsBoolean()) {
                return;
            }
            awaitExit(process.get(), POLL);
        }
        throw new LocalProcessException(
                name + " was not ready within " + bound.toSeconds() + " s: see " + log.path() + ".");
    }

    /** Asks the process to end, and kills it when it has not ended within {@code bound}. Harmless when none runs. */
    public void stop(Duration bound) {
        running().ifPresent(process -> {
            stopSignal.sendTo(process);
            if (!awaitExit(process, bound)) {
                kill();
            }
        });
        pidFile.delete();
    }

    /** SIGKILL; returns when the process and those it had started are gone. Harmless when none runs, and during a start. */
    public void kill() {
        running().ifPresent(process -> {
            List<ProcessIdentity> children = process.find().stream()
                    .flatMap(ProcessHandle::descendants)
                    .flatMap(handle -> ProcessIdentity.of(handle).stream())
                    .toList();
            process.find().ifPresent(ProcessHandle::destroyForcibly);
            Stream.concat(Stream.of(process), children.stream()).forEach(one -> {
                if (!awaitExit(one, KILL_BOUND)) {
                    one.find().ifPresent(ProcessHandle::destroyForcibly);
                }
            });
        });
        pidFile.delete();
    }

    private static boolean awaitExit(ProcessIdentity process, Duration bound) {
        long deadline = System.nanoTime() + bound.toNanos();
        Optional<ProcessHandle> handle = process.find();
        while (handle.isPresent()) {
            long left = Math.min(deadline - System.nanoTime(), POLL.toNanos());
            if (left <= 0) {
                return false;
            }
            try {
                handle.get().onExit().get(left, TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                // Look again: a zombie of another parent never completes the future
            } catch (ExecutionException e) {
                throw new LocalProcessException("Cannot watch process " + process.pid() + ".", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new LocalProcessException("Interrupted while waiting for process " + process.pid() + ".", e);
            }
            handle = process.find();
        }
        return true;
    }
}
