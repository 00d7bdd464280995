package io.millrace.local.system;

import io.millrace.local.kafka.KafkaProperties;
import io.millrace.local.kafka.LocalKafka;
import io.millrace.local.postgres.LocalPostgres;
import io.millrace.local.postgres.PostgresProperties;
import io.millrace.local.process.Lifetime;
import io.millrace.local.process.LocalServer;
import io.millrace.local.stack.LocalQdrant;
import io.millrace.local.stack.QdrantProperties;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** Builds the local system's parts from its state; whether they run is in their pid files. */
record Parts(StateFolder state, Home home, Credentials credentials, Ports ports) {
    private static final Duration START_BOUND = Duration.ofMinutes(3);

    Map<Component, LocalServer> all() {
        Environments environments = new Environments(credentials, ports);
        Map<Component, LocalServer> parts = new EnumMap<>(Component.class);
        for (Component component : Component.values()) {
            parts.put(
                    component,
                    switch (component) {
                        case POSTGRES -> postgres();
                        case KAFKA -> kafka();
                        case QDRANT -> qdrant();
                        case INGEST_WORKER, SYNC_WORKER, QUERY_API ->
                            new Application(component, state, home, environments);
                    });
        }
        return parts;
    }

    private LocalServer postgres() {
        return new LocalPostgres(new PostgresProperties(
                state.of(Component.POSTGRES),
                state.log(Component.POSTGRES.label()),
                ports.of(Component.POSTGRES),
                credentials.get(Variables.ADMIN_PASSWORD),
                Map.of(),
                Lifetime.DETACHED,
                START_BOUND));
    }

    private LocalServer kafka() {
        return new LocalKafka(new KafkaProperties(
                state.of(Component.KAFKA),
                state.log(Component.KAFKA.label()),
                ports.of(Component.KAFKA),
                ports.kafkaController(),
                credentials.get(Variables.KAFKA_PASSWORD),
                Map.of(),
                Component.KAFKA.heap(),
                Lifetime.DETACHED,
                START_BOUND));
    }

    private LocalServer qdrant() {
        return new LocalQdrant(new QdrantProperties(
                state.of(Component.QDRANT),
                state.log(Component.QDRANT.label()),
                ports.of(Component.QDRANT),
                credentials.get(Variables.QDRANT_API_KEY),
                credentials.get(Variables.QDRANT_READ_ONLY_API_KEY),
                Component.QDRANT.heap(),
                Lifetime.DETACHED,
                START_BOUND));
    }
}
