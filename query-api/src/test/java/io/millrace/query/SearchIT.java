package io.millrace.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.id.ChunkId;
import io.millrace.schemas.id.CollectionId;
import io.millrace.schemas.id.ContentHash;
import io.millrace.schemas.id.DocumentId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SearchIT {

    private static QueryApiServer server;
    private static IndexedContent content;
    private static CollectionId robots;

    @BeforeAll
    static void start() throws Exception {
        server = QueryApiServer.shared();
        content = new IndexedContent(server);
        robots = content.readyCollection("robots");
        content.document(
                robots,
                "docs/walking.md",
                Map.of("level", "intro", "chapter", "3"),
                "Bipedal walking keeps the zero moment point inside the support polygon.",
                "Ankle torque corrects small errors of balance.");
        content.document(
                robots,
                "docs/grasping.md",
                Map.of("level", "advanced", "chapter", "7"),
                "Grasping closes the fingers until the contact forces hold the object.");
    }

    @AfterAll
    static void stop() throws Exception {
        content.close();
    }

    @Test
    void hitCarriesWhatPostgresHas() {
        JsonNode answer = search("{\"query\":\"zero moment point walking\",\"collections\":[\"robots\"],\"top_k\":2}");
        JsonNode hit = answer.at("/hits/0");
        assertThat(hit.get("rank").asInt()).isEqualTo(1);
        assertThat(hit.get("text").asString()).startsWith("Bipedal walking").doesNotContain("from the point");
        assertThat(hit.at("/document/source").asString()).isEqualTo("docs/walking.md");
        assertThat(hit.get("section_title").asString()).isEqualTo("Section 0");
        assertThat(hit.get("end_offset").asInt()).isPositive();
        assertThat(hit.at("/metadata/level").asString()).isEqualTo("intro");
        assertThat(answer.get("partial").asBoolean()).isFalse();
        assertThat(answer.at("/timings/total_ms").asDouble()).isPositive();
        assertThat(answer.at("/freshness/0/collection").asString()).isEqualTo("robots");
    }

    @Test
    void idNamesTheSameCollectionAsItsName() {
        JsonNode answer = search("{\"query\":\"grasping fingers\",\"collections\":\"" + robots + "\",\"top_k\":1}");
        assertThat(answer.at("/hits/0/document/source").asString()).isEqualTo("docs/grasping.md");
    }

    @Test
    void pointWithoutRowIsNeverAHit() throws Exception {
        DocumentId ghost = DocumentId.of(robots, "ghost.md");
        String text = "A phantom paragraph about quantum gearboxes.";
        ContentHash hash = ContentHash.ofText(text);
        content.upsert(
                robots,
                List.of(content.point(ChunkId.of(ghost, hash, 0), ghost, "ghost.md", Map.of(), "S", text, hash, 1)));
        JsonNode answer = search("{\"query\":\"phantom quantum gearboxes\",\"collections\":[\"robots\"],\"top_k\":3}");
        assertThat(sources(answer)).doesNotContain("ghost.md").isNotEmpty();
        assertThat(answer.get("dropped").asInt()).isEqualTo(1);
    }

    @Test
    void pointThatStandsForOtherTextIsNeverAHit() throws Exception {
        CollectionId stale = content.readyCollection("stale");
        String text = "Torque sensors in every joint.";
        DocumentId document = content.commit(stale, "stale.md", Map.of(), text, "Second chunk of the document.");
        ChunkId chunk = ChunkId.of(document, ContentHash.ofText(text), 0);
        content.upsert(
                stale,
                List.of(content.point(
                        chunk, document, "stale.md", Map.of(), "S", text, ContentHash.ofText("other text"), 1)));
        JsonNode wrongHash = search("{\"query\":\"torque sensors\",\"collections\":[\"stale\"]}");
        assertThat(wrongHash.get("hits").size()).isZero();
        content.upsert(
                stale,
                List.of(content.point(chunk, document, "stale.md", Map.of(), "S", text, ContentHash.ofText(text), 99)));
        JsonNode fromTheFuture = search("{\"query\":\"torque sensors\",\"collections\":[\"stale\"]}");
        assertThat(fromTheFuture.get("hits").size()).isZero();
        assertThat(fromTheFuture.get("dropped").asInt()).isEqualTo(1);
    }

    @Test
    void deletedDocumentIsNotFoundWhileItsPointStillExists() throws Exception {
        CollectionId c = content.readyCollection("deleting");
        DocumentId document = content.document(c, "gone.md", Map.of(), "Hydraulic actuators leak.");
        String request = "{\"query\":\"hydraulic actuators\",\"collections\":[\"deleting\"]}";
        assertThat(sources(search(request))).containsExactly("gone.md");
        content.execute(
                "UPDATE documents SET status = 'DELETED', deleted_at = now(), version = 2 WHERE id = ?",
                document.value());
        assertThat(content.qdrant().countAsync(c.vectorStoreName().value()).get())
                .isEqualTo(1);
        JsonNode answer = search(request);
        assertThat(answer.get("hits").size()).isZero();
        assertThat(answer.get("dropped").asInt()).isEqualTo(1);
    }

    @Test
    void deletedCollectionIsNotSearchedEvenWhileItIsRemembered() throws Exception {
        CollectionId c = content.readyCollection("doomed");
        content.document(c, "a.md", Map.of(), "Harmonic drives have no backlash.");
        String request = "{\"query\":\"harmonic drives\",\"collections\":[\"doomed\"]}";
        assertThat(search(request).get("hits").size()).isEqualTo(1);
        content.execute("UPDATE collections SET status = 'DELETED', deleted_at = now() WHERE id = ?", c.value());
        HttpCalls.Answer answer = server.http().post("/v1/search", request);
        assertThat(answer.status() == 404 || answer.json().get("hits").isEmpty())
                .isTrue();
    }

    @Test
    void orphansDoNotCrowdOutWhatExists() throws Exception {
        CollectionId c = content.readyCollection("crowded");
        List<io.qdrant.client.grpc.Points.PointStruct> orphans = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            DocumentId ghost = DocumentId.of(c, "ghost-" + i);
            String text = "Lidar measures distance";
            orphans.add(content.point(
                    ChunkId.of(ghost, ContentHash.ofText(text), 0),
                    ghost,
                    "ghost-" + i,
                    Map.of(),
                    "S",
                    text,
                    ContentHash.ofText(text),
                    1));
        }
        content.upsert(c, orphans);
        content.document(c, "real.md", Map.of(), "Lidar measures distance with light and sees in the dark.");
        JsonNode answer = search("{\"query\":\"Lidar measures distance\",\"collections\":[\"crowded\"],\"top_k\":5}");
        assertThat(sources(answer)).containsExactly("real.md");
        assertThat(answer.get("dropped").asInt()).isEqualTo(60);
    }

    @Test
    void filtersDecideWhatMayBeAHit() {
        assertThat(filtered("{\"metadata\":{\"level\":\"advanced\"}}")).containsOnly("docs/grasping.md");
        assertThat(filtered("{\"metadata\":{\"chapter\":[3, \"9\"]}}")).containsOnly("docs/walking.md");
        assertThat(filtered("{\"source\":\"docs/walking.md\",\"section_title\":\"Section 1\"}"))
                .containsExactly("docs/walking.md");
        assertThat(filtered("{\"document_id\":\"" + DocumentId.of(robots, "docs/grasping.md") + "\"}"))
                .containsExactly("docs/grasping.md");
        assertThat(
                        filtered(
                                "{\"must_not\":[{\"metadata\":{\"level\":\"intro\"}}],\"source\":[\"docs/walking.md\",\"docs/grasping.md\"]}"))
                .containsExactly("docs/grasping.md");
        assertThat(filtered("{\"should\":[{\"source\":\"docs/grasping.md\"},{\"section_title\":\"Section 1\"}]}"))
                .containsOnly("docs/grasping.md", "docs/walking.md")
                .hasSize(2);
        assertThat(filtered("{\"source\":\"docs/none.md\"}")).isEmpty();
    }

    @Test
    void scoreThresholdLeavesOutWhatIsWorse() {
        String all = "{\"query\":\"ankle torque balance\",\"collections\":[\"robots\"]%s}";
        JsonNode open = search(all.formatted(""));
        double second = open.at("/hits/1/score").asDouble();
        double first = open.at("/hits/0/score").asDouble();
        assertThat(first).isGreaterThan(second);
        JsonNode bounded = search(all.formatted(",\"score_threshold\":" + (first + second) / 2));
        assertThat(bounded.get("hits").size()).isEqualTo(1);
    }

    @Test
    void collectionsAreRankedTogether() throws Exception {
        CollectionId other = content.readyCollection("other");
        content.document(other, "other.md", Map.of(), "Zero moment point and walking, again.");
        JsonNode answer =
                search("{\"query\":\"zero moment point walking\",\"collections\":[\"robots\",\"other\"],\"top_k\":2}");
        assertThat(sources(answer)).containsExactlyInAnyOrder("docs/walking.md", "other.md");
        assertThat(answer.at("/hits/0/score").asDouble())
                .isGreaterThanOrEqualTo(answer.at("/hits/1/score").asDouble());
        assertThat(answer.get("freshness").size()).isEqualTo(2);
    }

    @Test
    void suppliedVectorIsSearchedAsItIs() {
        List<String> values = new ArrayList<>();
        for (float v : server.bean(io.millrace.embedding.EmbedderRegistry.class)
                .byModel("hashing-384")
                .embedQuery("grasping fingers")) {
            values.add(Float.toString(v));
        }
        JsonNode answer =
                search("{\"vector\":" + values + ",\"collections\":[\"robots\"],\"top_k\":1,\"include_text\":false}");
        assertThat(answer.at("/hits/0/document/source").asString()).isEqualTo("docs/grasping.md");
        assertThat(answer.at("/hits/0").has("text")).isFalse();
    }

    @Test
    void freshnessTellsOfWhatWaits() throws Exception {
        CollectionId c = content.readyCollection("behind");
        content.document(c, "indexed.md", Map.of(), "Solid state batteries.");
        content.commit(c, "waiting.md", Map.of(), "Lithium iron phosphate.");
        content.execute(
                "UPDATE documents SET updated_at = now() - interval '5 seconds' WHERE id = ?",
                DocumentId.of(c, "waiting.md").value());
        JsonNode freshness =
                search("{\"query\":\"batteries\",\"collections\":[\"behind\"]}").at("/freshness/0");
        assertThat(freshness.get("waiting_documents").asInt()).isEqualTo(1);
        assertThat(freshness.get("oldest_waiting_ms").asLong()).isBetween(5_000L, 60_000L);
        assertThat(freshness.get("last_indexed_at").asString()).isNotBlank();
    }

    @Test
    void collectionWithoutIndexIsReportedAndTheRestIsAnswered() throws Exception {
        CollectionId lost = content.readyCollection("lost");
        content.qdrant().deleteAliasAsync(lost.vectorStoreName().value()).get();
        JsonNode answer = search("{\"query\":\"walking\",\"collections\":[\"lost\",\"robots\"]}");
        assertThat(answer.get("partial").asBoolean()).isTrue();
        assertThat(answer.at("/errors/0/collection").asString()).isEqualTo("lost");
        assertThat(answer.at("/errors/0/code").asString()).isEqualTo("index-missing");
        assertThat(answer.get("hits").size()).isPositive();
        HttpCalls.Answer alone = server.http().post("/v1/search", "{\"query\":\"walking\",\"collections\":[\"lost\"]}");
        assertThat(alone.status()).isEqualTo(503);
        assertThat(alone.json().get("code").asString()).isEqualTo("index-missing");
    }

    private static List<String> filtered(String filter) {
        return sources(search(
                "{\"query\":\"walking grasping balance\",\"collections\":[\"robots\"],\"filter\":" + filter + "}"));
    }

    private static JsonNode search(String request) {
        HttpCalls.Answer answer = server.http().post("/v1/search", request);
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        return answer.json();
    }

    private static List<String> sources(JsonNode answer) {
        List<String> sources = new ArrayList<>();
        answer.get("hits").forEach(hit -> sources.add(hit.at("/document/source").asString()));
        return sources;
    }
}
