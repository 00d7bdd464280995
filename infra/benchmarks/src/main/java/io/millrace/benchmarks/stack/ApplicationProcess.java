package io.millrace.benchmarks.stack;

import io.millrace.benchmarks.BenchmarkException;
import io.millrace.local.process.ChildProcess;
import io.millrace.local.process.JavaCommand;
import io.millrace.local.process.Lifetime;
import io.millrace.local.process.LoopbackPorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** One application from its executable jar, ready when its readiness probe says so. Thread-safe. */
public final class ApplicationProcess implements AutoCloseable {

    private static final Duration START_BOUND = Duration.ofMinutes(3);
    private static final Duration STOP_BOUND = Duration.ofSeconds(30);
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final int OK = 200;

    private final Application application;
    private final int port;
    private final ChildProcess process;

    private ApplicationProcess(Application application, int port, ChildProcess process) {
        this.application = application;
        this.port = port;
        this.process = process;
    }

    /** @throws BenchmarkException with the log's last line, if it does not become ready */
    static ApplicationProcess start(
            Application application, Path jar, Map<String, String> environment, Path log, String... jvmOptions) {
        int port = LoopbackPorts.any();
        Map<String, String> variables = new HashMap<>(environment);
        variables.put("SERVER_PORT", Integer.toString(port));
        variables.put("SERVER_ADDRESS", "127.0.0.1");
        ChildProcess process = JavaCommand.jar(jar)
                .withServerOptions()
                .withJvmOptions(application.heap())
                .withJvmOptions(jvmOptions)
                .withEnvironment(variables)
                .start(log, Lifetime.TIED_TO_PARENT);
        ApplicationProcess started = new ApplicationProcess(application, port, process);
        started.awaitReady();
        return started;
    }

    public Application application() {
        return application;
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    public long pid() {
        return process.pid();
    }

    /** It does nothing until what is returned is closed. */
    public FrozenProcess freeze() {
        return FrozenProcess.freeze(
                pid(), () -> "The " + application.module() + " has ended unexpectedly: " + process.lastLogLine());
    }

    /** An orderly end, or else SIGKILL. */
    @Override
    public void close() {
        process.terminate();
        if (!process.awaitExit(STOP_BOUND)) {
            process.kill();
        }
    }

    void kill() {
        process.kill();
    }

    private void awaitReady() {
        long deadline = System.nanoTime() + START_BOUND.toNanos();
        try (HttpClient client = HttpClient.newHttpClient()) {
            while (System.nanoTime() < deadline) {
                if (process.awaitExit(POLL)) {
                    throw new BenchmarkException("The " + application.module() + " ended while it started: " + cause()
                            + " (build again with ./millrace build).");
                }
                if (LoopbackPorts.isServed(port) && isReady(client)) {
                    return;
                }
            }
        }
        process.kill();
        throw new BenchmarkException("The " + application.module() + " was not ready within " + START_BOUND.toSeconds()
                + " s: " + process.lastLogLine());
    }

    /** The innermost cause that the log names, or else its last line. */
    private String cause() {
        return process.logs()
                .lines()
                .filter(line -> line.startsWith("Caused by: "))
                .reduce((earlier, later) -> later)
                .orElseGet(process::lastLogLine);
    }

    private boolean isReady(HttpClient client) {
        HttpRequest probe = HttpRequest.newBuilder(url().resolve("/actuator/health/readiness"))
                .timeout(PROBE_TIMEOUT)
                .build();
        try {
            return client.send(probe, BodyHandlers.discarding()).statusCode() == OK;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchmarkException("Interrupted.", e);
        }
    }
}
