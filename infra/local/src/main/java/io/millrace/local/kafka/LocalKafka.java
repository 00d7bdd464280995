package io.millrace.local.kafka;

import io.millrace.local.process.JavaCommand;
import io.millrace.local.process.LocalProcessException;
import io.millrace.local.process.LocalServer;
import io.millrace.local.process.LoopbackPorts;
import io.millrace.local.process.ProcessIdentity;
import io.millrace.local.process.ServerProcess;
import io.millrace.local.process.Signal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;

/**
 * A Kafka node in a process of its own. Thread-safe.
 */
public final class LocalKafka implements LocalServer {
    /** The one user, who may do everything. */
    public static final String USER = "millrace";

    /** The clients' SASL mechanism. */
    public static final String MECHANISM = "PLAIN";

    static final String PLAIN_LOGIN_MODULE = "org.apache.kafka.common.security.plain.PlainLoginModule";

    private static final Duration STOP_BOUND = Duration.ofSeconds(30);
    private static final int REQUEST_TIMEOUT_MS = 5000;

    private final KafkaProperties properties;
    private final ServerProcess process;

    public LocalKafka(KafkaProperties properties) {
        this.properties = properties;
        this.process = new ServerProcess(
                "Kafka",
                properties.directory().resolve("kafka.pid"),
                properties.logFile(),
                properties.lifetime(),
                Signal.TERM);
    }

    /** Starts the node, first formatting its log directory when it is new, and waits until it answers. */
    @Override
    public synchronized void start() {
        if (!process.isRunning()) {
            launch();
        }
        process.awaitReady(properties.startBound(), this::answers);
    }

    private void launch() {
        Path configuration = properties.directory().resolve("server.properties");
        try {
            Files.createDirectories(properties.directory());
            BrokerConfiguration.write(properties, configuration);
        } catch (IOException e) {
            throw new LocalProcessException(
                    "Cannot prepare Kafka in " + properties.directory() + ": " + e.getMessage() + ".", e);
        }
        JavaCommand command = JavaCommand.mainClass(BrokerMain.class.getName())
                .withServerOptions()
                .withJvmOptions("-Xmx384m", "-Dlogback.configurationFile=io/millrace/local/server-logback.xml")
                .withJvmOptions(properties.jvmOptions())
                .withArguments(configuration.toString());
        process.start(command.commandLine(), command.environment());
    }

    /** Ends the node in order. */
    @Override
    public synchronized void stop() {
        process.stop(STOP_BOUND);
    }

    /** Kills the node with SIGKILL, also while another thread starts it. */
    @Override
    public void kill() {
        process.kill();
    }

    @Override
    public Optional<ProcessIdentity> running() {
        return process.running();
    }

    /** Whether the node answers an authenticated request now. */
    @Override
    public boolean answers() {
        // The client would log each refused connection
        if (!LoopbackPorts.isServed(properties.port())) {
            return false;
        }
        Map<String, Object> client = clientProperties();
        client.put("request.timeout.ms", REQUEST_TIMEOUT_MS);
        client.put("default.api.timeout.ms", REQUEST_TIMEOUT_MS);
        try (Admin admin = Admin.create(client)) {
            return !admin.describeCluster()
                    .nodes()
                    .get(REQUEST_TIMEOUT_MS, TimeUnit.MILLISECONDS)
                    .isEmpty();
        } catch (ExecutionException | TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalProcessException("Interrupted while waiting for Kafka.", e);
        }
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + properties.port();
    }

    /** What any Kafka client needs to connect; a fresh map that the caller may change. */
    public Map<String, Object> clientProperties() {
        return new HashMap<>(Map.of(
                "bootstrap.servers",
                bootstrapServers(),
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                MECHANISM,
                "sasl.jaas.config",
                jaasConfig(properties.password())));
    }

    /** The value of {@code sasl.jaas.config} for a client with this password. */
    public static String jaasConfig(String password) {
        return PLAIN_LOGIN_MODULE + " required username=\"" + USER + "\" password=\"" + password + "\";";
    }
}
