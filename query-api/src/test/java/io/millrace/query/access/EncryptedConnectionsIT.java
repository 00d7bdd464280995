package io.millrace.query.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.millrace.local.stack.EncryptedStack;
import io.millrace.query.QueryApiServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;
import tools.jackson.databind.JsonNode;

/** The API with a PostgreSQL, a Kafka and a Qdrant that speak TLS. */
class EncryptedConnectionsIT {

    @TempDir
    static Path folder;

    static EncryptedStack stack;
    static QueryApiServer server;

    @BeforeAll
    static void start() {
        stack = EncryptedStack.start(folder);
        server = QueryApiServer.start(stack, "--millrace.qdrant.ca-file=" + stack.authority());
    }

    @AfterAll
    static void close() {
        server.close();
        stack.close();
    }

    @Test
    void theApiWorksWhereNobodyIsLetInWithoutTls() {
        assertThat(server.http().get("/v1/collections").status()).isEqualTo(200);
        // The first connection of a JVM may take longer than the API waits for Qdrant
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            JsonNode stages = server.http().get("/v1/pipeline").json().get("stages");
            assertThat(state(stages, "qdrant")).isEqualTo("UP");
            assertThat(state(stages, "sync"))
                    .as("as Kafka says, which nobody consumes from yet")
                    .isEqualTo("IDLE");
        });
        assertThat(stack.postgresLog()).contains("user=millrace_query").contains("SSL enabled");
    }

    private static String state(JsonNode stages, String name) {
        return stages.valueStream()
                .filter(stage -> stage.get("name").asString().equals(name))
                .map(stage -> stage.get("state").asString())
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aDatabaseWithACertificateOfAnotherAuthorityOrForAnotherHostEndsTheStart(boolean otherHost) {
        int before = stack.postgresLog().length();
        try (HikariDataSource pool = new HikariDataSource()) {
            pool.setJdbcUrl(
                    otherHost
                            ? server.jdbcUrl().replace("//localhost:", "//127.0.0.1:")
                            : server.jdbcUrl()
                                    .replace(
                                            stack.authority().toString(),
                                            stack.otherAuthority().toString()));
            pool.setUsername("millrace_query");
            pool.setPassword(server.queryPassword());
            pool.addDataSourceProperty("ApplicationName", "refused");
            pool.setConnectionTimeout(1_000);
            pool.setInitializationFailTimeout(-1);
            assertThatThrownBy(() -> new DatabaseRoleCheck(pool, Duration.ofMinutes(1)).afterSingletonsInstantiated())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("PostgreSQL showed a certificate that cannot be trusted (")
                    .hasMessageContaining("sslrootcert=FILE");
        }
        assertThat(stack.postgresLog().substring(before))
                .contains("connection received")
                .doesNotContain("application_name=refused");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aQdrantWithACertificateOfAnotherAuthorityOrForAnotherHostIsNotUsed(boolean otherHost) {
        Health refused =
                qdrant(otherHost ? "127.0.0.1" : "localhost", otherHost ? stack.authority() : stack.otherAuthority());
        assertThat(refused.getStatus()).isEqualTo(Status.DOWN);
        assertThat(refused.getDetails().toString())
                .contains("Qdrant shows a certificate that this server does not trust");
        assertThat(qdrant("localhost", stack.authority()).getStatus()).isEqualTo(Status.UP);
    }

    /** With the beans of the API. */
    private static Health qdrant(String host, Path authority) {
        try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
            context.getEnvironment()
                    .getPropertySources()
                    .addFirst(new MapPropertySource(
                            "test",
                            Map.of(
                                    "millrace.qdrant.url",
                                    "https://" + host + ":" + stack.qdrant().grpcPort(),
                                    "millrace.qdrant.api-key",
                                    stack.qdrant().apiKey(),
                                    "millrace.qdrant.ca-file",
                                    authority.toString(),
                                    "millrace.qdrant.health-timeout",
                                    "30s")));
            context.scan("io.millrace.query.point");
            context.refresh();
            return context.getBean(HealthIndicator.class).health();
        }
    }
}
