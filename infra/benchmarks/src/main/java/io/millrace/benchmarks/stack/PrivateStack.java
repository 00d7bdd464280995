package io.millrace.benchmarks.stack;

import io.millrace.benchmarks.BenchmarkException;
import io.millrace.benchmarks.machine.CpuMeter;
import io.millrace.local.kafka.KafkaProperties;
import io.millrace.local.kafka.LocalKafka;
import io.millrace.local.postgres.LocalPostgres;
import io.millrace.local.postgres.PostgresProperties;
import io.millrace.local.process.Lifetime;
import io.millrace.local.process.LocalProcessException;
import io.millrace.local.process.LocalServer;
import io.millrace.local.process.LoopbackPorts;
import io.millrace.local.stack.LocalQdrant;
import io.millrace.local.stack.QdrantProperties;
import io.millrace.schemas.database.DatabaseAdministrator;
import io.millrace.schemas.database.DatabaseMigrator;
import io.millrace.schemas.database.DatabaseRole;
import io.millrace.schemas.topic.TopicNames;
import io.millrace.schemas.topic.TopicProvisioner;
import io.millrace.schemas.topic.TopicSpec;
import io.qdrant.client.QdrantClient;
import io.qdrant.client.QdrantGrpcClient;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.utils.AppInfoParser;

/**
 * PostgreSQL, Kafka and Qdrant as {@code up} runs them, durability included, and the applications on demand. Thread-safe.
 *
 * <p>Not the stack of the integration tests: that one trades durability and memory for speed, which would flatter us.
 */
public final class PrivateStack implements AutoCloseable {

    /** Partitions of topics, as a collection has by default. */
    public static final int PARTITIONS = 4;

    private static final String DATABASE = "millrace";
    private static final Duration START_BOUND = Duration.ofMinutes(3);
    private static final int MANY_POINTS = 200_000;

    private final TemporaryFolder folder;
    private final Path home;
    private final SecretStore secrets = SecretStore.generate();
    private final LocalPostgres postgres;
    private final LocalKafka kafka;
    private final LocalQdrant qdrant;
    private final Map<Application, ApplicationProcess> applications = new EnumMap<>(Application.class);
    private final Thread hook =
            Thread.ofPlatform().name("millrace-bench-clean-up").unstarted(this::cleanUp);
    private boolean closed;

    private PrivateStack(TemporaryFolder folder, Path home, int points) {
        this.folder = folder;
        this.home = home;
        Path logs = folder.path().resolve("logs");
        this.postgres = new LocalPostgres(new PostgresProperties(
                folder.path().resolve("postgres"),
                logs.resolve("postgres.log"),
                LoopbackPorts.any(),
                secrets.postgresAdministrator(),
                Map.of(),
                Lifetime.TIED_TO_PARENT,
                START_BOUND));
        this.kafka = new LocalKafka(new KafkaProperties(
                folder.path().resolve("kafka"),
                logs.resolve("kafka.log"),
                LoopbackPorts.any(),
                LoopbackPorts.any(),
                secrets.kafka(),
                Map.of(),
                List.of("-Xmx384m"),
                Lifetime.TIED_TO_PARENT,
                START_BOUND));
        this.qdrant = new LocalQdrant(new QdrantProperties(
                folder.path().resolve("qdrant"),
                logs.resolve("qdrant.log"),
                LoopbackPorts.any(),
                secrets.qdrant(),
                secrets.qdrantReadOnly(),
                List.of(points > MANY_POINTS ? "-Xmx4g" : "-Xmx1g"),
                Lifetime.TIED_TO_PARENT,
                START_BOUND));
    }

    /**
     * Starts the servers and migrates the database.
     *
     * @param home the folder of the sources, with built jars
     * @param points how many will be written, which decides about disk and memory
     * @throws BenchmarkException with one sentence, when the disk is short
     * @throws LocalProcessException with one sentence, when a server does not start
     */
    public static PrivateStack start(Path home, int points) {
        PrivateStack stack = new PrivateStack(TemporaryFolder.create(points), home, points);
        Runtime.getRuntime().addShutdownHook(stack.hook);
        try {
            stack.startServers();
            stack.prepare();
            return stack;
        } catch (RuntimeException e) {
            stack.close();
            throw e;
        }
    }

    private void startServers() {
        CompletableFuture<?>[] all = List.<LocalServer>of(postgres, kafka, qdrant).stream()
                .map(server -> CompletableFuture.runAsync(
                        server::start, task -> Thread.ofPlatform().daemon().start(task)))
                .toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(all).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof LocalProcessException failure) {
                throw failure;
            }
            throw e;
        }
    }

    private void prepare() {
        try (Connection connection = administrator("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + DATABASE);
        } catch (SQLException e) {
            throw new BenchmarkException("The database cannot be created: " + e.getMessage() + ".", e);
        }
        DatabaseMigrator.migrate(
                new DatabaseAdministrator(
                        postgres.jdbcUrl(DATABASE), LocalPostgres.SUPERUSER, secrets.postgresAdministrator()),
                secrets.roles());
        TopicNames names = topics();
        ensureTopics(List.of(
                TopicSpec.documents(names, PARTITIONS),
                TopicSpec.deadLetters(names.documents()),
                TopicSpec.collections(names),
                TopicSpec.relay(names)));
    }

    public void deleteTopics(List<String> names) throws InterruptedException, ExecutionException {
        try (Admin admin = admin()) {
            admin.deleteTopics(names).all().get();
        }
    }

    /** Ends whoever reads the slot, too. */
    public void dropSlotIfExists(String slot) throws SQLException {
        try (Connection connection = administrator();
                PreparedStatement end = connection.prepareStatement(
                        "SELECT pg_terminate_backend(active_pid, 5000) FROM pg_replication_slots"
                                + " WHERE slot_name = ? AND active");
                PreparedStatement drop = connection.prepareStatement(
                        "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = ?")) {
            end.setString(1, slot);
            end.execute();
            drop.setString(1, slot);
            drop.execute();
        }
    }

    /** Returns once all of them exist. */
    public void ensureTopics(List<TopicSpec> wanted) {
        try (Admin admin = admin()) {
            new TopicProvisioner(admin, Optional.empty()).ensure(wanted);
        }
    }

    public TopicNames topics() {
        return new TopicNames(TopicNames.DEFAULT_PREFIX);
    }

    /** A superuser's connection to Millrace's database. */
    public Connection administrator() throws SQLException {
        return administrator(DATABASE);
    }

    /** Driver properties that log the superuser in. */
    public Properties administratorLogin() {
        Properties login = new Properties();
        login.setProperty("user", LocalPostgres.SUPERUSER);
        login.setProperty("password", secrets.postgresAdministrator());
        return login;
    }

    private Connection administrator(String database) throws SQLException {
        return DriverManager.getConnection(postgres.jdbcUrl(database), administratorLogin());
    }

    /** Without credentials. */
    public String jdbcUrl() {
        return postgres.jdbcUrl(DATABASE);
    }

    public String password(DatabaseRole role) {
        return secrets.of(role);
    }

    /** A role's connection to Millrace's database. */
    public Connection connect(DatabaseRole role) throws SQLException {
        return DriverManager.getConnection(jdbcUrl(), login(role));
    }

    /** Driver properties that log a role in. */
    public Properties login(DatabaseRole role) {
        Properties login = new Properties();
        login.setProperty("user", role.roleName());
        login.setProperty("password", secrets.of(role));
        return login;
    }

    /** What any Kafka client needs to connect; a fresh map that the caller may change. */
    public Map<String, Object> kafkaProperties() {
        return kafka.clientProperties();
    }

    public Admin admin() {
        return Admin.create(kafka.clientProperties());
    }

    /** The official client on a channel of its own; close it. */
    public QdrantClient qdrant() {
        return new QdrantClient(QdrantGrpcClient.newBuilder("127.0.0.1", qdrant.port(), false, false)
                .withApiKey(secrets.qdrant())
                .build());
    }

    /** The key that query-api takes. */
    public String apiKey() {
        return secrets.apiKey();
    }

    /**
     * An application, started when it does not run yet, and ready.
     *
     * @throws BenchmarkException with one sentence, if it is not built or does not start
     */
    public synchronized ApplicationProcess application(Application application, String... jvmOptions) {
        ApplicationProcess running = applications.get(application);
        if (running != null) {
            return running;
        }
        if (closed) {
            throw new BenchmarkException("The run is ending.");
        }
        ApplicationProcess started = ApplicationProcess.start(
                application,
                new ApplicationJars(home).of(application),
                environment(application),
                folder.path().resolve("logs").resolve(application.module() + ".log"),
                jvmOptions);
        applications.put(application, started);
        return started;
    }

    /** Ends an application in order, if it runs. */
    public synchronized void end(Application application) {
        ApplicationProcess running = applications.remove(application);
        if (running != null) {
            running.close();
        }
    }

    /** Of servers and clients, by name, as they say themselves. */
    public Map<String, String> versions() {
        Map<String, String> versions = new LinkedHashMap<>();
        try (Connection connection = administrator();
                QdrantClient client = qdrant()) {
            versions.put("PostgreSQL", connection.getMetaData().getDatabaseProductVersion());
            versions.put("Kafka", AppInfoParser.getVersion());
            versions.put("Qdrant", client.healthCheckAsync(START_BOUND).get().getVersion());
            return versions;
        } catch (SQLException | ExecutionException e) {
            throw new BenchmarkException("A server does not tell its version: " + e.getMessage() + ".", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchmarkException("Interrupted.", e);
        }
    }

    /** Of the servers, the applications that run by now, and this JVM ({@code bench}). */
    public synchronized CpuMeter cpuMeter() {
        Map<String, Supplier<OptionalLong>> processes = new LinkedHashMap<>();
        processes.put("postgres", () -> pid(postgres));
        processes.put("kafka", () -> pid(kafka));
        processes.put("qdrant", () -> pid(qdrant));
        applications.forEach(
                (application, process) -> processes.put(application.module(), () -> OptionalLong.of(process.pid())));
        processes.put("bench", () -> OptionalLong.of(ProcessHandle.current().pid()));
        return new CpuMeter(processes);
    }

    private static OptionalLong pid(LocalServer server) {
        return server.running().stream().mapToLong(process -> process.pid()).findFirst();
    }

    /** Each gets what {@code up} gives it, and no secret more. */
    private Map<String, String> environment(Application application) {
        Map<String, Object> client = kafka.clientProperties();
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("MILLRACE_POSTGRES_URL", jdbcUrl());
        environment.put("MILLRACE_POSTGRES_DIRECT_URL", jdbcUrl());
        environment.put("MILLRACE_KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers());
        environment.put("MILLRACE_KAFKA_SECURITY_PROTOCOL", String.valueOf(client.get("security.protocol")));
        environment.put("MILLRACE_KAFKA_SASL_MECHANISM", String.valueOf(client.get("sasl.mechanism")));
        environment.put("MILLRACE_KAFKA_SASL_JAAS_CONFIG", String.valueOf(client.get("sasl.jaas.config")));
        String qdrantUrl = "http://127.0.0.1:" + qdrant.port();
        switch (application) {
            case INGEST_WORKER -> {
                environment.put("MILLRACE_INGEST_PASSWORD", secrets.of(DatabaseRole.INGEST));
                environment.put("MILLRACE_RELAY_PASSWORD", secrets.of(DatabaseRole.RELAY));
            }
            case SYNC_WORKER -> {
                environment.put("MILLRACE_SYNC_PASSWORD", secrets.of(DatabaseRole.SYNC));
                environment.put("MILLRACE_QDRANT_URL", qdrantUrl);
                environment.put("MILLRACE_QDRANT_API_KEY", secrets.qdrant());
            }
            case QUERY_API -> {
                environment.put("MILLRACE_QUERY_PASSWORD", secrets.of(DatabaseRole.QUERY));
                environment.put("MILLRACE_QDRANT_URL", qdrantUrl);
                environment.put("MILLRACE_QDRANT_API_KEY", secrets.qdrantReadOnly());
                environment.put("MILLRACE_API_KEY", secrets.apiKey());
            }
        }
        return environment;
    }

    /** Whether its servers are gone or going. */
    public synchronized boolean isClosed() {
        return closed;
    }

    /** Kills all processes and deletes the folder. Harmless when done before. */
    @Override
    public void close() {
        cleanUp();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is shutting down: the hook runs, or has run
        }
    }

    private void cleanUp() {
        List<Runnable> ends = new ArrayList<>();
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            applications.values().forEach(process -> ends.add(process::kill));
        }
        ends.add(postgres::kill);
        ends.add(kafka::kill);
        ends.add(qdrant::kill);
        ends.parallelStream().forEach(Runnable::run);
        folder.delete();
    }
}
