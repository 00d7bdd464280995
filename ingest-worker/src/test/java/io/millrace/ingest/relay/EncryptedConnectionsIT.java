package io.millrace.ingest.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debezium.embedded.Connect;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.RecordChangeEvent;
import io.debezium.engine.format.ChangeEventFormat;
import io.millrace.ingest.database.DatabaseRequirements;
import io.millrace.ingest.database.PostgresProperties;
import io.millrace.ingest.database.StartRefusedException;
import io.millrace.ingest.environment.Environment;
import io.millrace.local.stack.EncryptedStack;
import io.millrace.schemas.database.DatabaseAdministrator;
import io.millrace.schemas.database.DatabaseMigrationException;
import io.millrace.schemas.database.DatabaseMigrator;
import io.millrace.schemas.database.DatabaseRole;
import io.millrace.schemas.transport.UntrustedServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;

/**
 * Every connection of the worker to a PostgreSQL that speaks TLS: the migration's, the pool's, the relay's and its engine's; and clients
 * of a Kafka that does.
 */
class EncryptedConnectionsIT {

    private static final String REFUSAL = "PostgreSQL showed a certificate that cannot be trusted (";

    @TempDir
    static Path folder;

    static EncryptedStack stack;
    static String database;

    @BeforeAll
    static void start() {
        stack = EncryptedStack.start(folder);
        database = stack.postgres().createDatabase();
        assertThat(migrate(stack.postgres().jdbcUrl(database))).isPositive();
    }

    @AfterAll
    static void close() {
        stack.close();
    }

    @Test
    void poolAndRelayWorkWhereNobodyIsLetInWithoutTls() throws Exception {
        checkPool(stack.postgres().jdbcUrl(database));
        try (RelayScene scene = new RelayScene(stack, database)) {
            RelayScene.awaitStreaming(scene.startRelay());
            scene.commit(1, 3);
            scene.everyRowArrivesInOrder();
            assertThat(scene.adminValue("SELECT bool_and(ssl) FROM pg_stat_activity JOIN pg_stat_ssl USING (pid)"
                            + " WHERE usename = 'millrace_relay'"))
                    .isEqualTo("t");
            assertThat(scene.adminValue("SELECT bool_and(ssl) FROM pg_stat_replication JOIN pg_stat_ssl USING (pid)"))
                    .isEqualTo("t");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCertificateOfAnotherAuthorityOrForAnotherHostIsRefusedBeforeAnythingIsSent(boolean otherHost)
            throws Exception {
        String right = stack.postgres().jdbcUrl(database);
        String url = otherHost
                ? right.replace("//localhost:", "//127.0.0.1:")
                : right.replace(
                        stack.authority().toString(), stack.otherAuthority().toString());
        int before = stack.postgresLog().length();

        assertThatThrownBy(() -> migrate(url))
                .isInstanceOf(DatabaseMigrationException.class)
                .hasMessageStartingWith(REFUSAL);
        assertThatThrownBy(() -> checkPool(url))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageStartingWith(REFUSAL)
                .hasMessageContaining("sslrootcert=FILE");
        PostgresEndpoint endpoint = PostgresEndpoint.of(url, DatabaseRole.RELAY.roleName(), TemplateDatabase.PASSWORD);
        try (RelayScene scene = new RelayScene(stack, database);
                OutboxRelay relay = scene.startRelay(scene.settings(), endpoint)) {
            RelayScene.await()
                    .until(() -> relay.state() instanceof RelayState.BackingOff off
                            && off.reason().startsWith(REFUSAL));
            assertThat(engineEndsWell(CaptureConfiguration.of(RelayProperties.of(scene.settings()), endpoint)))
                    .isFalse();
        }

        assertThat(stack.postgresLog().substring(before))
                .contains("connection received")
                .doesNotContain("user=millrace_ingest", "user=millrace_relay");
    }

    @Test
    void clientsOfTheWorkerAndOfTheCommandLineTrustTheAuthorityThatIsNamedAndNoOther() throws Exception {
        String right = stack.kafka().bootstrapServers();
        for (Map<String, Object> client : clients(right, stack.authority())) {
            try (Admin admin = Admin.create(client)) {
                assertThat(admin.listTopics().names().get()).isNotNull();
            }
        }
        for (Map<String, Object> client : Stream.concat(
                        clients(right, stack.otherAuthority()).stream(),
                        clients(right.replace("localhost", "127.0.0.1"), stack.authority()).stream())
                .toList()) {
            try (Admin admin = Admin.create(client)) {
                assertThatThrownBy(() -> admin.listTopics().names().get())
                        .hasCauseInstanceOf(SslAuthenticationException.class)
                        .satisfies(e -> assertThat(UntrustedServer.kafka(e))
                                .hasValueSatisfying(sentence -> assertThat(sentence)
                                        .startsWith("Kafka showed a certificate that cannot be trusted (")
                                        .contains("MILLRACE_KAFKA_CA_FILE")));
            }
        }
    }

    /** What the worker's clients are made of, and what those of its other verbs are. */
    private static List<Map<String, Object>> clients(String servers, Path authority) {
        Map<String, Object> right = stack.kafka().clientProperties();
        try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
            Map<String, Object> settings = new HashMap<>(
                    Map.of("spring.kafka.bootstrap-servers", servers, "millrace.kafka.ca-file", authority.toString()));
            for (String name : List.of("security.protocol", "sasl.mechanism", "sasl.jaas.config")) {
                settings.put("spring.kafka.properties[" + name + "]", right.get(name));
            }
            context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("test", settings));
            context.register(KafkaSettings.class);
            context.scan("io.millrace.ingest.broker");
            context.refresh();
            Environment environment = new Environment(Map.of(
                    "MILLRACE_KAFKA_BOOTSTRAP_SERVERS", servers,
                    "MILLRACE_KAFKA_CA_FILE", authority.toString(),
                    "MILLRACE_KAFKA_SECURITY_PROTOCOL", String.valueOf(right.get("security.protocol")),
                    "MILLRACE_KAFKA_SASL_MECHANISM", String.valueOf(right.get("sasl.mechanism")),
                    "MILLRACE_KAFKA_SASL_JAAS_CONFIG", String.valueOf(right.get("sasl.jaas.config"))));
            return List.of(context.getBean(KafkaProperties.class).buildAdminProperties(), environment.kafkaClient());
        }
    }

    @EnableConfigurationProperties(KafkaProperties.class)
    static class KafkaSettings {}

    private static int migrate(String url) {
        return DatabaseMigrator.migrate(
                new DatabaseAdministrator(
                        url, stack.postgres().adminUser(), stack.postgres().adminPassword()),
                Map.of(
                        DatabaseRole.INGEST, TemplateDatabase.PASSWORD,
                        DatabaseRole.RELAY, TemplateDatabase.PASSWORD));
    }

    /** With the beans of the worker. */
    private static void checkPool(String url) {
        try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
            context.registerBean(
                    PostgresProperties.class,
                    () -> new PostgresProperties(url, TemplateDatabase.PASSWORD, null, Duration.ofSeconds(1)));
            context.scan("io.millrace.ingest.database");
            context.refresh();
            context.getBean(DatabaseRequirements.class).check();
        }
    }

    /** The engine alone: the relay would not come to start it. */
    private static boolean engineEndsWell(Properties configuration) throws Exception {
        CompletableFuture<Boolean> ended = new CompletableFuture<>();
        DebeziumEngine<RecordChangeEvent<SourceRecord>> engine = DebeziumEngine.create(
                        ChangeEventFormat.of(Connect.class))
                .using(configuration)
                .using((success, message, error) -> ended.complete(success))
                .notifying((records, committer) -> {})
                .build();
        Thread.ofPlatform().daemon().start(engine);
        try {
            return ended.get(30, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            // It streams: one that has ended takes no close
            engine.close();
            return true;
        }
    }
}
