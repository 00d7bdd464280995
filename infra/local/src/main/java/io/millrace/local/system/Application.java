package io.millrace.local.system;

import io.millrace.local.process.JavaCommand;
import io.millrace.local.process.Lifetime;
import io.millrace.local.process.LocalProcessException;
import io.millrace.local.process.LocalServer;
import io.millrace.local.process.LoopbackPorts;
import io.millrace.local.process.ProcessIdentity;
import io.millrace.local.process.ServerProcess;
import io.millrace.local.process.Signal;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;

/** One of Millrace's applications in a JVM of its own, ready when its readiness probe says so. */
final class Application implements LocalServer {
    private static final Duration START_BOUND = Duration.ofMinutes(3);
    private static final Duration STOP_BOUND = Duration.ofSeconds(30);
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(3);
    private static final int OK = 200;

    private final Component component;
    private final StateFolder state;
    private final Home home;
    private final Environments environments;
    private final ServerProcess process;

    Application(Component component, StateFolder state, Home home, Environments environments) {
        this.component = component;
        this.state = state;
        this.home = home;
        this.environments = environments;
        this.process = new ServerProcess(
                component.label(),
                state.of(component).resolve("process.pid"),
                state.log(component.label()),
                Lifetime.DETACHED,
                Signal.TERM);
    }

    @Override
    public synchronized void start() {
        if (!process.isRunning()) {
            try {
                Files.createDirectories(state.of(component));
            } catch (IOException e) {
                throw new LocalProcessException(
                        "Cannot create " + state.of(component) + ": " + e.getMessage() + ".", e);
            }
            JavaCommand command = JavaCommand.jar(home.jar(component))
                    .withServerOptions()
                    .withJvmOptions(component.heap())
                    .withEnvironment(environments.of(component));
            process.start(command.commandLine(), command.environment());
        }
        process.awaitReady(START_BOUND, this::answers);
    }

    @Override
    public synchronized void stop() {
        process.stop(STOP_BOUND);
    }

    @Override
    public void kill() {
        process.kill();
    }

    @Override
    public Optional<ProcessIdentity> running() {
        return process.running();
    }

    @Override
    public boolean answers() {
        int port = environments.ports().of(component);
        if (!LoopbackPorts.isServed(port)) {
            return false;
        }
        HttpRequest probe = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + "/actuator/health/readiness"))
                .timeout(PROBE_TIMEOUT)
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(probe, HttpResponse.BodyHandlers.discarding()).statusCode() == OK;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalProcessException("Interrupted while waiting for " + component.label() + ".", e);
        }
    }
}
