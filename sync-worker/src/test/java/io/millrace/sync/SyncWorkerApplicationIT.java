package io.millrace.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.millrace.local.stack.Stack;
import io.millrace.local.stack.Stacks;
import io.millrace.schemas.id.CollectionId;
import io.millrace.sync.connection.DatabaseGuard;
import io.millrace.sync.connection.PostgresConnections;
import io.millrace.sync.connection.RefusedServerException;
import io.millrace.sync.connection.SyncSettings.PostgresTarget;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

class SyncWorkerApplicationIT {

    private static final Duration WAIT = Duration.ofMinutes(2);

    @Test
    void workerStartsWhilePostgresIsDownAndIsReadyOnceItAnswers() throws Exception {
        Stack stack = Stacks.shared();
        try (Installation millrace = new Installation(stack)) {
            stack.postgres().stop();
            Map<String, Object> properties = new HashMap<>(millrace.environment);
            properties.put("SERVER_PORT", "0");
            try (ConfigurableApplicationContext context = new SpringApplicationBuilder(SyncWorkerApplication.class)
                    .properties(properties)
                    .run()) {
                int port = Objects.requireNonNull(((WebServerApplicationContext) context).getWebServer())
                        .getPort();
                assertThat(get(port, "/actuator/health/liveness")).startsWith("200");
                assertThat(get(port, "/actuator/health/readiness")).startsWith("503");

                stack.postgres().start();
                await().atMost(WAIT)
                        .untilAsserted(() -> assertThat(get(port, "/actuator/health/readiness"))
                                .startsWith("200"));

                CollectionId collection = millrace.createCollection(Installation.DIMENSION);
                Document document = Document.first(collection, "a.md", Installation.DIMENSION, "one");
                millrace.commitAndSend(collection, document);
                await().atMost(WAIT)
                        .untilAsserted(() -> assertThat(get(port, "/actuator/prometheus"))
                                .contains("millrace_sync_event_age_seconds_count 1")
                                .contains("millrace_sync_lag")
                                .contains(
                                        "millrace_sync_points_total{operation=\"upsert\",outcome=\"completed\"} 1.0"));
            } finally {
                stack.postgres().start();
            }
        }
    }

    @Test
    void roleWithTooMuchPowerIsRefused() {
        Stack stack = Stacks.shared();
        try (Installation millrace = new Installation(stack)) {
            PostgresTarget superuser = new PostgresTarget(
                    millrace.settings.postgres().jdbcUrl(),
                    stack.postgres().adminUser(),
                    stack.postgres().adminPassword());
            try (HikariDataSource pool = PostgresConnections.pool(superuser, 1)) {
                assertThatThrownBy(() -> DatabaseGuard.check(pool))
                        .isInstanceOf(RefusedServerException.class)
                        .hasMessageContaining("SUPERUSER");
            }
        }
    }

    private static String get(int port, String path) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            var response = client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .build(),
                    BodyHandlers.ofString());
            return response.statusCode() + " " + response.body();
        }
    }
}
