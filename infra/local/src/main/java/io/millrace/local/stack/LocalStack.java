package io.millrace.local.stack;

import io.millrace.local.kafka.KafkaProperties;
import io.millrace.local.kafka.LocalKafka;
import io.millrace.local.postgres.LocalPostgres;
import io.millrace.local.postgres.PostgresProperties;
import io.millrace.local.process.Lifetime;
import io.millrace.local.process.LocalProcessException;
import io.millrace.local.process.LoopbackPorts;
import io.millrace.local.process.SideBySide;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The three servers as children of this JVM, on free ports, with passwords that nobody else knows. */
final class LocalStack implements Stack {
    private static final Duration START_BOUND = Duration.ofMinutes(2);

    /** A test's data need not survive a power failure; that of a killed process is in the kernel already. */
    private static final Map<String, String> NO_POWER_FAILURES = Map.of("fsync", "off", "full_page_writes", "off");

    /** A test's servers end before what C2 costs comes back. */
    private static final String C1_ALONE = "-XX:TieredStopAtLevel=1";

    private final LocalPostgresServer postgres;
    private final LocalKafkaServer kafka;
    private final LocalQdrantServer qdrant;

    private LocalStack(LocalPostgresServer postgres, LocalKafkaServer kafka, LocalQdrantServer qdrant) {
        this.postgres = postgres;
        this.kafka = kafka;
        this.qdrant = qdrant;
    }

    static LocalStack start(Path directory) {
        return start(directory, Map.of(), Map.of());
    }

    static LocalStack start(Path directory, Map<String, String> postgresSettings, Map<String, String> kafkaSettings) {
        Map<String, String> settings = new HashMap<>(NO_POWER_FAILURES);
        settings.putAll(postgresSettings);
        Path logs = directory.resolve("logs");
        String postgresPassword = Secrets.password();
        var postgres = new LocalPostgres(new PostgresProperties(
                directory.resolve("postgres"),
                logs.resolve("postgres.log"),
                LoopbackPorts.any(),
                postgresPassword,
                settings,
                Lifetime.TIED_TO_PARENT,
                START_BOUND));
        var kafka = new LocalKafka(new KafkaProperties(
                directory.resolve("kafka"),
                logs.resolve("kafka.log"),
                LoopbackPorts.any(),
                LoopbackPorts.any(),
                Secrets.password(),
                kafkaSettings,
                List.of(C1_ALONE),
                Lifetime.TIED_TO_PARENT,
                START_BOUND));
        String apiKey = Secrets.password();
        var qdrant = new LocalQdrant(new QdrantProperties(
                directory.resolve("qdrant"),
                logs.resolve("qdrant.log"),
                LoopbackPorts.any(),
                apiKey,
                Secrets.password(),
                List.of("-Xmx512m", C1_ALONE),
                Lifetime.TIED_TO_PARENT,
                START_BOUND));
        LocalStack stack = new LocalStack(
                new LocalPostgresServer(postgres, postgresPassword),
                new LocalKafkaServer(kafka),
                new LocalQdrantServer(qdrant, apiKey));
        try {
            stack.inParallel(FaultableServer::start);
        } catch (LocalProcessException e) {
            stack.close();
            throw e;
        }
        return stack;
    }

    @Override
    public PostgresServer postgres() {
        return postgres;
    }

    @Override
    public KafkaServer kafka() {
        return kafka;
    }

    @Override
    public QdrantServer qdrant() {
        return qdrant;
    }

    /** Killed, not stopped: the data goes away anyway. */
    @Override
    public void close() {
        inParallel(FaultableServer::kill);
    }

    private void inParallel(Consumer<FaultableServer> action) {
        SideBySide.forEach(List.of(postgres, kafka, qdrant), action);
    }
}
