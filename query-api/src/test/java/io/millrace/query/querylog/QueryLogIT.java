package io.millrace.query.querylog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.query.HttpCalls;
import io.millrace.query.IndexedContent;
import io.millrace.query.QueryApiServer;
import io.millrace.query.access.TestUsers;
import io.millrace.schemas.id.CollectionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class QueryLogIT {

    private static QueryApiServer server;
    private static IndexedContent content;

    @BeforeAll
    static void start() throws Exception {
        server = QueryApiServer.shared();
        content = new IndexedContent(server);
        CollectionId collection = content.readyCollection("query-log");
        content.execute("UPDATE collections SET is_public = true WHERE id = ?", collection.value());
        content.document(collection, "a.md", Map.of(), "Hips turn the legs.");
    }

    @AfterAll
    static void stop() throws Exception {
        content.close();
    }

    @Test
    void searchIsLoggedWithWhatItFoundAndForItsUserOnly() {
        HttpCalls ada = TestUsers.login(server, content, "query-log-ada");
        HttpCalls bob = TestUsers.login(server, content, "query-log-bob");
        JsonNode hit = search(ada, "What turns the legs?").json().get("hits").get(0);
        await().atMost(Duration.ofSeconds(30)).until(() -> logged(ada).size() == 1);
        JsonNode row = logged(ada).getFirst();
        assertThat(row.get("query").asString()).isEqualTo("What turns the legs?");
        assertThat(row.get("retrieved_chunks").get(0).asString())
                .isEqualTo(hit.get("chunk_id").asString());
        assertThat(row.get("response").asString()).isEqualTo("complete");
        assertThat(row.get("retrieval_mode").asString()).isEqualTo("dense");
        assertThat(row.get("latency").get("total_ms").asDouble()).isPositive();
        assertThat(logged(bob)).isEmpty();
    }

    @Test
    void oneTextThatPostgresCannotKeepCostsNoOther() {
        HttpCalls eve = TestUsers.login(server, content, "query-log-eve");
        search(eve, "first");
        search(eve, "sec\\u0000ond");
        search(eve, "third");
        await().atMost(Duration.ofSeconds(30)).until(() -> logged(eve).size() == 3);
        assertThat(logged(eve))
                .extracting(row -> row.get("query").asString())
                .containsExactly("third", "second", "first");
    }

    @Test
    void fullQueueDropsAndCountsAndNobodyWaits() throws Exception {
        QueryLog log = server.bean(QueryLog.class);
        String before = server.http().get("/actuator/prometheus").response().body();
        LoggedQuery query = new LoggedQuery(
                java.time.Instant.now(),
                io.millrace.query.access.Caller.SYSTEM,
                "flood",
                List.of(),
                List.of(),
                "complete",
                Map.of());
        long begun;
        // While the table is locked nothing can be written, and the queue must fill
        try (AutoCloseable lock = content.lock("query_logs")) {
            begun = System.nanoTime();
            for (int i = 0; i < QueryLog.CAPACITY * 2; i++) {
                log.add(query);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
            assertThat(counter("millrace_query_log_dropped_total"))
                    .isGreaterThan(counterIn(before, "millrace_query_log_dropped_total"));
            assertThat(search(server.http(), "is the log in the way?").status()).isEqualTo(200);
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> counter("millrace_query_log_waiting") == 0);
    }

    private static double counter(String name) {
        return counterIn(server.http().get("/actuator/prometheus").response().body(), name);
    }

    private static double counterIn(String exposition, String name) {
        return exposition
                .lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static HttpCalls.Answer search(HttpCalls caller, String query) {
        return caller.post("/v1/search", "{\"query\":\"" + query + "\",\"collections\":[\"query-log\"]}");
    }

    private static List<JsonNode> logged(HttpCalls caller) {
        List<JsonNode> items = new ArrayList<>();
        caller.get("/v1/query-logs").json().get("items").forEach(items::add);
        return items;
    }
}
