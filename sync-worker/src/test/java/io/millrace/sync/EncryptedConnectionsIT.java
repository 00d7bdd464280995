package io.millrace.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.millrace.local.stack.EncryptedStack;
import io.millrace.schemas.id.CollectionId;
import io.millrace.sync.connection.BrokerGuard;
import io.millrace.sync.connection.InvalidSettingsException;
import io.millrace.sync.connection.KafkaClients;
import io.millrace.sync.connection.PostgresConnections;
import io.millrace.sync.connection.QdrantConnection;
import io.millrace.sync.connection.RefusedServerException;
import io.millrace.sync.connection.SyncSettings;
import io.millrace.sync.point.QdrantCalls;
import io.millrace.sync.point.VectorStoreException;
import io.qdrant.client.grpc.Collections.ListCollectionsRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The worker with a PostgreSQL, a Kafka and a Qdrant that speak TLS. */
class EncryptedConnectionsIT {

    private static final Duration WAIT = Duration.ofMinutes(1);

    @TempDir
    static Path folder;

    static EncryptedStack stack;
    static Installation millrace;

    @BeforeAll
    static void start() {
        stack = EncryptedStack.start(folder);
        millrace = new Installation(
                stack, Map.of("MILLRACE_QDRANT_CA_FILE", stack.authority().toString()));
    }

    @AfterAll
    static void close() {
        millrace.close();
        stack.close();
    }

    @Test
    void aCommittedDocumentBecomesSearchableOverTlsAlone() {
        try (SyncPipeline pipeline = millrace.pipeline()) {
            pipeline.start();
            CollectionId collection = millrace.createCollection(Installation.DIMENSION);
            Document document = Document.first(collection, "a.md", Installation.DIMENSION, "one");
            millrace.commitAndSend(collection, document);
            await().atMost(WAIT)
                    .untilAsserted(() -> assertThat(Points.all(
                                    millrace.qdrant,
                                    collection.vectorStoreName().value()))
                            .hasSize(1));
            assertThat(millrace.query("SELECT bool_and(ssl) FROM pg_stat_activity JOIN pg_stat_ssl USING (pid)"
                            + " WHERE usename = 'millrace_sync'"))
                    .isEqualTo("true");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aDatabaseWithACertificateOfAnotherAuthorityOrForAnotherHostEndsTheWorker(boolean otherHost) {
        String right = millrace.settings.postgres().jdbcUrl();
        SyncSettings settings = settings(Map.of(
                "MILLRACE_POSTGRES_URL",
                otherHost
                        ? right.replace("//localhost:", "//127.0.0.1:")
                        : right.replace(
                                stack.authority().toString(),
                                stack.otherAuthority().toString())));
        int before = stack.postgresLog().length();
        try (HikariDataSource pool = PostgresConnections.pool(settings.postgres(), 1)) {
            theWorkerEnds(pool, settings);
        }
        assertThat(stack.postgresLog().substring(before))
                .contains("connection received")
                .doesNotContain("user=millrace_sync");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aQdrantWithACertificateOfAnotherAuthorityOrForAnotherHostIsRefusedInASentence(boolean otherHost) {
        SyncSettings settings = settings(
                otherHost
                        ? Map.of(
                                "MILLRACE_QDRANT_URL",
                                "https://127.0.0.1:" + stack.qdrant().grpcPort())
                        : Map.of(
                                "MILLRACE_QDRANT_CA_FILE",
                                stack.otherAuthority().toString()));
        try (QdrantConnection qdrant = new QdrantConnection(settings.qdrant(), WAIT)) {
            assertThatThrownBy(() -> QdrantCalls.await(
                            qdrant, qdrant.collections().list(ListCollectionsRequest.getDefaultInstance())))
                    .isInstanceOf(VectorStoreException.class)
                    .hasMessageStartingWith("Qdrant showed a certificate that cannot be trusted (")
                    .hasMessageContaining("MILLRACE_QDRANT_CA_FILE");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aBrokerWithACertificateOfAnotherAuthorityOrForAnotherHostEndsTheWorker(boolean otherHost) {
        SyncSettings settings = settings(
                otherHost
                        ? Map.of(
                                "MILLRACE_KAFKA_BOOTSTRAP_SERVERS",
                                stack.kafka().bootstrapServers().replace("localhost", "127.0.0.1"))
                        : Map.of(
                                "MILLRACE_KAFKA_CA_FILE", stack.otherAuthority().toString()));
        assertThatThrownBy(() -> BrokerGuard.check(new KafkaClients(settings.kafka())))
                .isInstanceOf(RefusedServerException.class)
                .hasMessageStartingWith("Kafka showed a certificate that cannot be trusted (")
                .hasMessageContaining("MILLRACE_KAFKA_CA_FILE");
        theWorkerEnds(millrace.database, settings);
    }

    private static void theWorkerEnds(DataSource database, SyncSettings settings) {
        CompletableFuture<Integer> exit = new CompletableFuture<>();
        PipelineLifecycle lifecycle = new PipelineLifecycle(
                database,
                new KafkaClients(settings.kafka()),
                () -> {
                    throw new AssertionError("a pipeline was made");
                },
                exit::complete);
        lifecycle.start();
        assertThat(exit).succeedsWithin(WAIT).isEqualTo(1);
        lifecycle.stop();
    }

    @Test
    void authoritiesThatCannotBeReadAndOnesForNoTlsAreRefusedAtTheStart() throws Exception {
        Path empty = Files.createFile(folder.resolve("empty.crt"));
        for (Path file : new Path[] {empty, folder, folder.resolve("absent.crt")}) {
            for (String variable : new String[] {"MILLRACE_KAFKA_CA_FILE", "MILLRACE_QDRANT_CA_FILE"}) {
                assertThatThrownBy(() -> settings(Map.of(variable, file.toString())))
                        .isInstanceOf(InvalidSettingsException.class)
                        .hasMessageStartingWith(
                                "No certificate can be read from the file that " + variable + " names, " + file);
            }
        }
        assertThatThrownBy(() -> settings(Map.of("MILLRACE_KAFKA_SECURITY_PROTOCOL", "SASL_PLAINTEXT")))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("set MILLRACE_KAFKA_SECURITY_PROTOCOL to SASL_SSL");
        assertThatThrownBy(() -> settings(Map.of("MILLRACE_QDRANT_URL", "http://127.0.0.1:6334")))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("write https://");
    }

    private static SyncSettings settings(Map<String, String> other) {
        Map<String, String> environment = new HashMap<>(millrace.environment);
        environment.putAll(other);
        return SyncSettings.from(environment::get);
    }
}
