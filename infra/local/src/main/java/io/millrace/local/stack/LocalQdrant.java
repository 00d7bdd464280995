package io.millrace.local.stack;

import io.millrace.local.process.JavaCommand;
import io.millrace.local.process.LocalProcessException;
import io.millrace.local.process.LocalServer;
import io.millrace.local.process.LoopbackPorts;
import io.millrace.local.process.ProcessIdentity;
import io.millrace.local.process.ServerProcess;
import io.millrace.local.process.Signal;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The embedded Qdrant in a process of its own. Thread-safe.
 */
public final class LocalQdrant implements LocalServer {
    /** The child's API key: in its environment, for a command line can be read by everybody. */
    public static final String API_KEY_VARIABLE = "MILLRACE_QDRANT_API_KEY";

    /** The child's API key that may only read. */
    public static final String READ_ONLY_API_KEY_VARIABLE = "MILLRACE_QDRANT_READ_ONLY_API_KEY";

    private static final String MAIN = "io.millrace.local.LocalStackMain";
    private static final Duration STOP_BOUND = Duration.ofSeconds(30);

    private final QdrantProperties properties;
    private final ServerProcess process;

    public LocalQdrant(QdrantProperties properties) {
        this.properties = properties;
        this.process = new ServerProcess(
                "Qdrant",
                properties.directory().resolve("qdrant.pid"),
                properties.logFile(),
                properties.lifetime(),
                Signal.TERM);
    }

    /** Starts the server and waits until it serves. */
    @Override
    public synchronized void start() {
        if (!process.isRunning()) {
            launch();
        }
        process.awaitReady(properties.startBound(), this::answers);
    }

    private void launch() {
        try {
            Files.createDirectories(properties.directory());
        } catch (IOException e) {
            throw new LocalProcessException(
                    "Cannot prepare Qdrant in " + properties.directory() + ": " + e.getMessage() + ".", e);
        }
        JavaCommand command = JavaCommand.mainClass(MAIN)
                .withServerOptions()
                .withJvmOptions(
                        "--add-modules=jdk.incubator.vector",
                        "-Dlogback.configurationFile=io/millrace/local/server-logback.xml")
                .withJvmOptions(properties.jvmOptions())
                .withArguments(
                        "qdrant",
                        "--data",
                        properties.directory().resolve("data").toString(),
                        "--port",
                        Integer.toString(properties.port()))
                .withEnvironment(Map.of(
                        API_KEY_VARIABLE, properties.apiKey(),
                        READ_ONLY_API_KEY_VARIABLE, properties.readOnlyApiKey()));
        process.start(command.commandLine(), command.environment());
    }

    /** Ends the server in order. */
    @Override
    public synchronized void stop() {
        process.stop(STOP_BOUND);
    }

    /** Kills the server with SIGKILL, also while another thread starts it. */
    @Override
    public void kill() {
        process.kill();
    }

    @Override
    public Optional<ProcessIdentity> running() {
        return process.running();
    }

    /** Whether the server accepts connections now: it opens its port when all its collections are open. */
    @Override
    public boolean answers() {
        return LoopbackPorts.isServed(properties.port());
    }

    public int port() {
        return properties.port();
    }
}
