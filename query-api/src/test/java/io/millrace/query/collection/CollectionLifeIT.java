package io.millrace.query.collection;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.query.HttpCalls;
import io.millrace.query.IndexedContent;
import io.millrace.query.QueryApiServer;
import io.millrace.schemas.id.CollectionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class CollectionLifeIT {

    private static QueryApiServer server;
    private static IndexedContent content;

    private final HttpCalls http = server.http();

    @BeforeAll
    static void start() {
        server = QueryApiServer.shared();
        content = new IndexedContent(server);
    }

    @AfterAll
    static void stop() throws Exception {
        content.close();
    }

    @Test
    void archivedCollectionIsSearchedAndUnarchivedAgainAndBothAreInItsHistory() throws Exception {
        CollectionId id = content.readyCollection("archived-and-back");
        content.document(id, "a.md", Map.of(), "What is archived is found.");
        HttpCalls.Answer archived = post("archived-and-back", "archive");
        assertThat(archived.status()).isEqualTo(200);
        assertThat(archived.json().get("status").asString()).isEqualTo("ARCHIVED");
        assertThat(post("archived-and-back", "archive").status()).isEqualTo(200);
        assertThat(http.post("/v1/search", "{\"query\":\"archived\",\"collections\":[\"archived-and-back\"]}")
                        .json()
                        .get("hits")
                        .size())
                .isEqualTo(1);
        assertThat(post("archived-and-back", "unarchive").json().get("status").asString())
                .isEqualTo("READY");
        assertThat(post("archived-and-back", "unarchive").status()).isEqualTo(200);
        List<String> history = new ArrayList<>();
        http.get("/v1/collections/archived-and-back/audit-logs")
                .json()
                .get("items")
                .forEach(entry -> history.add(entry.get("operation").asString()));
        assertThat(history).containsExactly("collection.unarchived", "collection.archived", "collection.created");
    }

    @ParameterizedTest
    @CsvSource({
        "PENDING, archive",
        "ERROR, archive",
        "PROCESSING, archive",
        "PENDING, unarchive",
        "ERROR, unarchive",
        "PROCESSING, unarchive",
        "DEGRADED, unarchive"
    })
    void transitionThatIsNotAllowedIsAProblemThatNamesTheState(String status, String action) throws Exception {
        String name = "moved-" + status.toLowerCase(java.util.Locale.ROOT) + "-" + action;
        http.put("/v1/collections/" + name, "{\"embedding_model\":\"hashing-384\"}");
        if (!status.equals("PENDING")) {
            content.execute("UPDATE collections SET status = 'READY' WHERE name = ?", name);
            content.execute("UPDATE collections SET status = ? WHERE name = ?", status, name);
        }
        HttpCalls.Answer answer = post(name, action);
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(409);
        assertThat(answer.json().get("code").asString()).isEqualTo("collection-state");
        assertThat(answer.json().get("detail").asString()).contains("is " + status);
        assertThat(http.get("/v1/collections/" + name).json().get("status").asString())
                .isEqualTo(status);
    }

    @Test
    void metaAndChunkingAreKeptAsTheyAreSentAndTheSameAgainChangesNothing() {
        String body = "{\"embedding_model\":\"hashing-384\",\"meta\":{\"team\":{\"name\":\"arms\"},\"tags\":[1,\"b\"]},"
                + "\"chunking_config\":{\"strategy\":\"MARKDOWN\",\"chunk_size\":128,\"chunk_overlap\":16}}";
        JsonNode made = http.put("/v1/collections/with-meta", body).json();
        assertThat(made.at("/meta/team/name").asString()).isEqualTo("arms");
        assertThat(made.at("/meta/tags/0").asInt()).isEqualTo(1);
        assertThat(made.at("/chunking_config/strategy").asString()).isEqualTo("MARKDOWN");
        assertThat(made.at("/chunking_config/chunk_overlap").asInt()).isEqualTo(16);
        assertThat(made.get("chunk_size").asInt()).isEqualTo(128);
        JsonNode again = http.put("/v1/collections/with-meta", body).json();
        assertThat(again.get("version")).isEqualTo(made.get("version"));
        JsonNode other = http.put(
                        "/v1/collections/with-meta-too",
                        "{\"embedding_model\":\"hashing-384\",\"chunking_strategy\":\"MARKDOWN\",\"chunk_size\":128,\"chunk_overlap\":16}")
                .json();
        assertThat(other.get("default_chunking_config_id")).isEqualTo(made.get("default_chunking_config_id"));
        assertThat(http.put("/v1/collections/with-meta", "{\"meta\":{}}")
                        .json()
                        .get("meta")
                        .isEmpty())
                .isTrue();
        HttpCalls.Answer twice =
                http.put("/v1/collections/with-meta", "{\"chunk_size\":64,\"chunking_config\":{\"chunk_size\":65}}");
        assertThat(twice.status()).isEqualTo(422);
        assertThat(twice.json().at("/errors/0/pointer").asString()).isEqualTo("/chunk_size");
    }

    @Test
    void metaThatIsTooLargeIsRefusedHoweverItGrewSo() {
        String long1 = "{\"embedding_model\":\"hashing-384\",\"meta\":{\"text\":\"" + "x".repeat(70_000) + "\"}}";
        HttpCalls.Answer refused = http.put("/v1/collections/meta-too-large", long1);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().at("/errors/0/pointer").asString()).isEqualTo("/meta");
        String numbers = "[" + "1e300,".repeat(999) + "1]";
        assertThat(http.put(
                                "/v1/collections/meta-too-large",
                                "{\"embedding_model\":\"hashing-384\",\"meta\":{\"n\":" + numbers + "}}")
                        .status())
                .isEqualTo(422);
    }

    @Test
    void collectionSaysWhatItHoldsWhereItCameFromAndHowFarItIs() throws Exception {
        CollectionId id = content.readyCollection("counted");
        content.document(id, "guide/one.md", Map.of(), "One.", "Two.");
        content.commit(id, "guide/two.md", Map.of(), "Three.");
        content.commit(id, "https://example.org/x", Map.of(), "Four.");
        content.commit(id, "alone.md", Map.of(), "Five.");
        JsonNode counts = http.get("/v1/collections/counted").json().get("counts");
        assertThat(counts.get("documents").asInt()).isEqualTo(4);
        assertThat(counts.get("chunks").asInt()).isEqualTo(5);
        JsonNode listed = http.get("/v1/collections?limit=500").json().get("items");
        assertThat(listed.valueStream()
                        .filter(c -> c.get("name").asString().equals("counted"))
                        .findFirst()
                        .orElseThrow()
                        .get("counts"))
                .isEqualTo(counts);

        JsonNode first = http.get("/v1/collections/counted/sources?limit=1").json();
        assertThat(first.at("/items/0/prefix").asString()).isEmpty();
        JsonNode rest = http.get("/v1/collections/counted/sources?cursor="
                        + Objects.requireNonNull(first.get("next_cursor")).asString())
                .json();
        assertThat(rest.at("/items/0/prefix").asString()).isEqualTo("guide/");
        assertThat(rest.at("/items/0/documents").asInt()).isEqualTo(2);
        assertThat(rest.at("/items/1/prefix").asString()).isEqualTo("https://example.org");

        JsonNode progress = http.get("/v1/collections/counted/progress").json();
        assertThat(progress.get("documents").asInt()).isEqualTo(4);
        assertThat(progress.get("waiting").asInt()).isEqualTo(3);
        assertThat(progress.has("oldest_waiting")).isTrue();
        assertThat(progress.get("status").asString()).isEqualTo("READY");
    }

    @Test
    void limitsAreSetAsAWholeAuditedAndTakenAway() throws Exception {
        CollectionId id = content.readyCollection("limited");
        String limits = "/v1/collections/limited/limits";
        assertThat(http.get(limits).json().isEmpty()).isTrue();
        assertThat(http.put(limits, "{\"max_documents\":5,\"max_requests_per_minute\":60}")
                        .status())
                .isEqualTo(200);
        assertThat(http.get(limits).json().get("max_documents").asInt()).isEqualTo(5);
        assertThat(http.put(limits, "{\"max_bytes\":1000}").json().has("max_documents"))
                .isFalse();
        assertThat(http.get(limits).json().get("max_bytes").asInt()).isEqualTo(1000);
        assertThat(http.put(limits, "{}").status()).isEqualTo(200);
        assertThat(content.texts("SELECT count(*) FROM collection_resource_limits WHERE collection_id = ?", id.value()))
                .containsExactly("0");
        assertThat(content.texts(
                        "SELECT details->>'fields' FROM audit_logs WHERE resource_id = ? AND operation = 'collection.limited' ORDER BY id",
                        id.value()))
                .containsExactly(
                        "[\"max_documents\", \"max_requests_per_minute\"]",
                        "[\"max_documents\", \"max_bytes\", \"max_requests_per_minute\"]",
                        "[\"max_bytes\"]");
        assertThat(http.put(limits, "{\"max_documents\":-1}").status()).isEqualTo(422);
        assertThat(http.put(limits, "{\"max_requests_per_minute\":0}").status()).isEqualTo(422);
    }

    @Test
    void documentForACollectionThatIsFullIsRefusedBeforeItBecomesADeadLetter() throws Exception {
        CollectionId id = content.readyCollection("full");
        content.document(id, "one.md", Map.of(), "One.");
        content.execute("UPDATE documents SET content_bytes = 4 WHERE collection_id = ?", id.value());
        String documents = "/v1/collections/full/documents";
        http.put("/v1/collections/full/limits", "{\"max_documents\":1}");
        HttpCalls.Answer refused = http.put(documents + "/two.md", "{\"content\":\"Two.\"}");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().get("code").asString()).isEqualTo("collection-full");
        assertThat(refused.json().get("detail").asString()).contains("1 of 1 documents");
        assertThat(http.put(documents + "/one.md", "{\"content\":\"One, and more.\"}")
                        .status())
                .isEqualTo(202);
        http.put("/v1/collections/full/limits", "{\"max_bytes\":10}");
        assertThat(http.put(documents + "/two.md", "{\"content\":\"Sixsix\"}").status())
                .isEqualTo(202);
        assertThat(http.put(documents + "/two.md", "{\"content\":\"Seven77\"}")
                        .json()
                        .get("detail")
                        .asString())
                .contains("4 of 10 bytes, and this would add 7");
        assertThat(http.put(documents + "/one.md", "{\"content\":\"Ten10ten10\"}")
                        .status())
                .isEqualTo(202);
        assertThat(http.put(documents + "/one.md", "{\"content\":\"Eleven11111\"}")
                        .status())
                .isEqualTo(409);
        assertThat(http.put(documents + "/one.md", "{\"content\":\"\"}").status())
                .isEqualTo(202);
    }

    @Test
    void partitionOfACollectionIsShownByItsKey() throws Exception {
        CollectionId id = content.readyCollection("placed");
        String key = content.texts("SELECT partition_key FROM collections WHERE id = ?", id.value())
                .getFirst();
        // With these the server reads the number of every name before it asks which of them are partitions
        content.execute("ANALYZE pg_class, pg_inherits");
        JsonNode partition = http.get("/v1/statistics/partitions/" + key).json();
        assertThat(partition.get("collections").asInt()).isPositive();
        assertThat(partition.get("table").asString()).startsWith("chunks_part_");
        HttpCalls.Answer none = http.get("/v1/statistics/partitions/100");
        assertThat(none.status()).isEqualTo(404);
        assertThat(none.json().get("code").asString()).isEqualTo("partition-not-found");
    }

    private HttpCalls.Answer post(String collection, String action) {
        return http.send("POST", "/v1/collections/" + collection + "/" + action, null, Map.of());
    }
}
