package io.millrace.local.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * A process that this JVM started: stdin is empty, stdout and stderr go to one log file. Thread-safe. Closing it kills
 * it, unless it is detached.
 */
public final class ChildProcess implements AutoCloseable {
    private static final Path SETSID = Path.of("/usr/bin/setsid");

    private final Process process;
    private final ProcessIdentity identity;
    private final LogFile log;
    private final Lifetime lifetime;

    private ChildProcess(Process process, ProcessIdentity identity, LogFile log, Lifetime lifetime) {
        this.process = process;
        this.identity = identity;
        this.log = log;
        this.lifetime = lifetime;
    }

    /**
     * Starts a process.
     *
     * @param environment added to this JVM's environment; a variable with an empty value is removed instead
     * @throws LocalProcessException when the command cannot be run
     */
    public static ChildProcess start(
            List<String> command, Map<String, String> environment, Path logFile, Lifetime lifetime) {
        return start(command, environment, logFile, lifetime, Signal.KILL);
    }

    static ChildProcess start(
            List<String> command, Map<String, String> environment, Path logFile, Lifetime lifetime, Signal lastSignal) {
        LogFile log = new LogFile(logFile);
        try {
            log.prepare();
            ProcessBuilder builder = JavaCommand.processBuilder(inItsSession(command, lifetime), environment)
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile.toFile()));
            Process process = builder.start();
            if (lifetime == Lifetime.TIED_TO_PARENT) {
                ChildReaper.INSTANCE.add(process.pid(), lastSignal);
                var _ = process.onExit().thenAccept(ended -> ChildReaper.INSTANCE.remove(ended.pid()));
            }
            ProcessIdentity identity =
                    ProcessIdentity.of(process.toHandle()).orElse(new ProcessIdentity(process.pid(), "ended at once"));
            return new ChildProcess(process, identity, log, lifetime);
        } catch (IOException e) {
            throw new LocalProcessException(
                    "Cannot run " + command.getFirst() + " with its log in " + logFile + ": " + e.getMessage(), e);
        }
    }

    /** Both commands replace themselves by the child, so the pid stays the child's. */
    private static List<String> inItsSession(List<String> command, Lifetime lifetime) {
        if (lifetime == Lifetime.TIED_TO_PARENT) {
            return command;
        }
        List<String> detached = new ArrayList<>();
        detached.add(Files.isExecutable(SETSID) ? SETSID.toString() : "nohup");
        detached.addAll(command);
        return detached;
    }

    public ProcessIdentity identity() {
        return identity;
    }

    public long pid() {
        return identity.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** SIGTERM; returns at once. */
    public void terminate() {
        process.destroy();
    }

    /** SIGKILL, and waits until the process is gone. */
    public void kill() {
        process.destroyForcibly();
        awaitExit(Duration.ofSeconds(30));
    }

    /** Whether the process ended within {@code bound}. */
    public boolean awaitExit(Duration bound) {
        try {
            return process.waitFor(bound.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalProcessException("Interrupted while waiting for process " + pid() + " to end.", e);
        }
    }

    /** Empty while the process runs; 128 + the signal's number when a signal ended it. */
    public OptionalInt exitCode() {
        return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
    }

    /** What the process, and earlier ones with the same log file, wrote so far. */
    public String logs() {
        return log.read();
    }

    /** The last line written that holds something, for a one-sentence error. */
    public String lastLogLine() {
        return log.lastLine();
    }

    @Override
    public void close() {
        if (lifetime == Lifetime.TIED_TO_PARENT) {
            kill();
        }
    }
}
