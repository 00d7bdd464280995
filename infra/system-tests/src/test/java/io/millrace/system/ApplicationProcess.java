package io.millrace.system;

import io.millrace.local.process.ChildProcess;
import io.millrace.local.process.JavaCommand;
import io.millrace.local.process.Lifetime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** One application, from its executable jar, that can be killed at a breakpoint and started again. */
final class ApplicationProcess {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final String module;
    private final Map<String, String> environment;
    private final Path log;
    private final int port = freePort();
    private final int debugPort = freePort();
    private ChildProcess process;

    ApplicationProcess(String module, Map<String, String> environment, Path folder) {
        this.module = module;
        this.environment = new HashMap<>(environment);
        this.environment.put("SERVER_PORT", Integer.toString(port));
        this.environment.put("SERVER_ADDRESS", "127.0.0.1");
        this.log = folder.resolve(module + ".log");
    }

    /** Starts it, open to a debugger. */
    ApplicationProcess launch() {
        process = command(module)
                .withJvmOptions("-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:" + debugPort)
                .withEnvironment(environment)
                .start(log, Lifetime.TIED_TO_PARENT);
        return this;
    }

    /** Returns once it is ready for work. */
    void awaitReady() {
        Awaitility.await(module + " is ready, see " + log)
                .atMost(Duration.ofSeconds(120))
                .pollInterval(Duration.ofMillis(100))
                .failFast(module + " ended: " + log, () -> !process.isAlive())
                .until(this::isReady);
    }

    URI url(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    int debugPort() {
        return debugPort;
    }

    /** SIGKILL. */
    void kill() {
        process.kill();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** A command line verb of the module, run to its end. */
    static CommandResult run(String module, Map<String, String> environment, Path folder, String... arguments) {
        Path output = folder.resolve(module + "-" + String.join("-", arguments).replaceAll("[^a-z-]", "") + ".out");
        ChildProcess command = command(module)
                .withArguments(arguments)
                .withEnvironment(environment)
                .start(output, Lifetime.TIED_TO_PARENT);
        if (!command.awaitExit(Duration.ofSeconds(120))) {
            command.kill();
        }
        return new CommandResult(command.exitCode().orElse(-1), command.logs());
    }

    /** What a verb answered: its exit code, and all it printed. */
    record CommandResult(int exitCode, String output) {}

    private static JavaCommand command(String module) {
        return JavaCommand.jar(executableJar(module))
                .withServerOptions()
                .withJvmOptions("-Xmx512m", "-XX:TieredStopAtLevel=1");
    }

    private static Path executableJar(String module) {
        try (Stream<Path> jars = Files.list(Path.of("../..", module, "target"))) {
            return jars.filter(jar -> jar.toString().endsWith("-exec.jar"))
                    .findFirst()
                    .orElseThrow(
                            () -> new IllegalStateException(module + " has no executable jar: run the package phase"));
        } catch (IOException e) {
            throw new IllegalStateException(module + " is not built: run the package phase", e);
        }
    }

    private boolean isReady() {
        try {
            HttpRequest probe = HttpRequest.newBuilder(url("/actuator/health/readiness"))
                    .timeout(Duration.ofSeconds(3))
                    .build();
            return HTTP.send(probe, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException("no free port", e);
        }
    }
}
