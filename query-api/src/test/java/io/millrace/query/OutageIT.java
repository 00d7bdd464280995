package io.millrace.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.millrace.local.stack.FaultableServer;
import io.millrace.schemas.id.CollectionId;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Takes servers of the shared stack away, one at a time, and gives them back. */
class OutageIT {

    private static final String SEARCH = "{\"query\":\"secret text\",\"collections\":[\"outage\"],\"timeout_ms\":3000}";

    private static QueryApiServer server;
    private static IndexedContent content;

    @BeforeAll
    static void start() throws Exception {
        server = QueryApiServer.shared();
        content = new IndexedContent(server);
        CollectionId outage = content.readyCollection("outage");
        content.document(outage, "a.md", Map.of(), "The secret text of a document.");
    }

    @AfterAll
    static void stop() throws Exception {
        content.close();
    }

    @Test
    void withoutPostgresNoTextIsShown() throws Exception {
        assertSearchable();
        without(server.stack().postgres(), () -> {
            HttpCalls.Answer answer = server.http().post("/v1/search", SEARCH);
            assertThat(answer.status()).as(answer.response().body()).isEqualTo(503);
            assertThat(answer.json().get("code").asString()).isEqualTo("postgres-unavailable");
            assertThat(answer.response().body()).doesNotContain("secret text");
            assertThat(answer.header("Retry-After")).isNotBlank();
            assertThat(server.http().get("/v1/collections").status()).isEqualTo(503);
            assertThat(server.http().get("/actuator/health/readiness").status()).isEqualTo(503);
            assertThat(server.http().get("/actuator/health/liveness").status()).isEqualTo(200);
            assertThat(stage("relay")).isEqualTo("DOWN");
            assertThat(stage("postgres")).isEqualTo("DOWN");
        });
        assertSearchable();
    }

    @Test
    void withoutQdrantSearchSaysSo() throws Exception {
        without(server.stack().qdrant(), () -> {
            HttpCalls.Answer answer = server.http().post("/v1/search", SEARCH);
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.json().get("code").asString()).isEqualTo("qdrant-unavailable");
            assertThat(stage("qdrant")).isEqualTo("DOWN");
            assertThat(server.http().get("/v1/collections/outage/documents").status())
                    .isEqualTo(200);
        });
        assertSearchable();
    }

    @Test
    void withoutKafkaNoChangeIsAccepted() throws Exception {
        without(server.stack().kafka(), () -> {
            HttpCalls.Answer put = server.http().put("/v1/collections/outage/documents/b.md", "{\"content\":\"lost\"}");
            assertThat(put.status()).isEqualTo(503);
            assertThat(put.json().get("code").asString()).isEqualTo("kafka-unavailable");
            HttpCalls.Answer create =
                    server.http().put("/v1/collections/unborn", "{\"embedding_model\":\"hashing-384\"}");
            assertThat(create.status()).isEqualTo(503);
            assertThat(server.http().get("/v1/collections/unborn").status()).isEqualTo(404);
            assertThat(stage("ingest")).isEqualTo("DOWN");
            assertSearchable();
        });
    }

    @Test
    void withEveryConnectionInUseTheServerIsBusyAndPostgresIsNotBlamed() throws Exception {
        assertSearchable();
        HikariDataSource pool = server.bean(HikariDataSource.class);
        List<Connection> taken = new ArrayList<>();
        try {
            while (taken.size() < pool.getMaximumPoolSize()) {
                taken.add(pool.getConnection());
            }
            HttpCalls.Answer search = server.http().post("/v1/search", SEARCH);
            assertThat(search.status()).isEqualTo(503);
            assertThat(search.json().get("code").asString()).isEqualTo("busy");
            assertThat(search.header("Retry-After")).isNotBlank();
            assertThat(server.http().get("/v1/collections").json().get("code").asString())
                    .isEqualTo("busy");
        } finally {
            for (Connection connection : taken) {
                connection.close();
            }
        }
        assertSearchable();
    }

    private interface Check {
        void run() throws Exception;
    }

    private static void without(FaultableServer part, Check check) throws Exception {
        part.kill();
        try {
            check.run();
        } finally {
            part.start();
        }
    }

    private static String stage(String name) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(
                        () -> {
                            HttpCalls.Answer answer = server.http().get("/v1/pipeline");
                            assertThat(answer.status()).isEqualTo(200);
                            for (JsonNode stage : answer.json().get("stages")) {
                                if (stage.get("name").asString().equals(name)) {
                                    return stage.get("state").asString();
                                }
                            }
                            return "missing";
                        },
                        state -> !"UP".equals(state) && !"IDLE".equals(state));
    }

    private static void assertSearchable() {
        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            HttpCalls.Answer answer = server.http().post("/v1/search", SEARCH);
            assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
            assertThat(answer.json().at("/hits/0/text").asString()).contains("secret text");
        });
    }
}
