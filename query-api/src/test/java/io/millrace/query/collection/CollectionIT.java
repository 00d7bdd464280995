package io.millrace.query.collection;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.query.HttpCalls;
import io.millrace.query.IndexedContent;
import io.millrace.query.QueryApiServer;
import io.millrace.schemas.avro.CollectionSpec;
import io.millrace.schemas.changeevent.AvroMessages;
import io.millrace.schemas.id.CollectionId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class CollectionIT {

    private final QueryApiServer server = QueryApiServer.shared();
    private final HttpCalls http = server.http();

    @Test
    void creationCommitsTopicsRowSpecAndAuditTogether() throws Exception {
        HttpCalls.Answer created = http.put(
                "/v1/collections/made",
                "{\"embedding_model\":\"hashing-384\",\"topic_partitions\":3,\"description\":\"First\"}");
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.header("Location")).isEqualTo("/v1/collections/made");
        assertThat(created.json().get("status").asString()).isEqualTo("PENDING");
        assertThat(created.json().get("dimension").asInt()).isEqualTo(384);
        CollectionId id = CollectionId.parse(created.json().get("id").asString());

        String topic = server.topics().chunks(id.vectorStoreName());
        try (Admin admin = Admin.create(server.stack().kafka().clientProperties())) {
            TopicDescription chunks = admin.describeTopics(List.of(topic, topic + "-dlt"))
                    .allTopicNames()
                    .get()
                    .get(topic);
            assertThat(Objects.requireNonNull(chunks).partitions()).hasSize(3);
        }
        List<Outboxed> outbox = outbox(id);
        assertThat(outbox).hasSize(1);
        BinaryMessageDecoder<CollectionSpec> decoder =
                AvroMessages.decoder(new CollectionSpec().getSpecificData(), CollectionSpec.getClassSchema());
        CollectionSpec spec = decoder.decode(outbox.getFirst().payload());
        assertThat(spec.getName()).isEqualTo("made");
        assertThat(spec.getVectorStoreName()).isEqualTo(id.vectorStoreName().value());
        assertThat(spec.getTopicPartitions()).isEqualTo(3);
        assertThat(audit(id)).containsExactly("collection.created");
    }

    @Test
    void sameRequestAgainChangesNothing() throws Exception {
        String body = "{\"embedding_model\":\"hashing-384\",\"chunk_size\":100}";
        assertThat(http.put("/v1/collections/again", body).status()).isEqualTo(201);
        HttpCalls.Answer again = http.put("/v1/collections/again", body);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.json().get("version").asInt()).isEqualTo(1);
        assertThat(outbox(CollectionId.parse(again.json().get("id").asString())))
                .hasSize(1);
    }

    @Test
    void changeOfChunkingSendsTheSpecAgain() throws Exception {
        http.put("/v1/collections/changing", "{\"embedding_model\":\"hashing-384\"}");
        HttpCalls.Answer changed =
                http.put("/v1/collections/changing", "{\"chunk_size\":300,\"description\":\"Second\"}");
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.json().get("version").asInt()).isEqualTo(2);
        assertThat(changed.json().get("chunk_size").asInt()).isEqualTo(300);
        CollectionId id = CollectionId.parse(changed.json().get("id").asString());
        assertThat(outbox(id)).extracting(Outboxed::version).containsExactly(1L, 2L);
        assertThat(audit(id)).containsExactly("collection.created", "collection.updated");
    }

    @Test
    void deletedCollectionIsGoneAndGivesItsNameBack() throws Exception {
        JsonNode first = http.put("/v1/collections/reused", "{\"embedding_model\":\"hashing-384\"}")
                .json();
        HttpCalls.Answer deleted = http.delete("/v1/collections/reused");
        assertThat(deleted.status()).isEqualTo(202);
        assertThat(deleted.json().get("status").asString()).isEqualTo("DELETED");
        assertThat(http.get("/v1/collections/reused").status()).isEqualTo(404);
        assertThat(http.get("/v1/collections/reused/documents").status()).isEqualTo(404);
        assertThat(http.delete("/v1/collections/reused").status()).isEqualTo(404);
        List<Outboxed> outbox = outbox(CollectionId.parse(first.get("id").asString()));
        assertThat(outbox.getLast().type()).isEqualTo("delete");
        assertThat(outbox.getLast().payload()).isNull();
        HttpCalls.Answer second = http.put("/v1/collections/reused", "{\"embedding_model\":\"hashing-384\"}");
        assertThat(second.status()).isEqualTo(201);
        assertThat(second.json().get("id")).isNotEqualTo(first.get("id"));
    }

    @Test
    void manyWhoCreateTheSameCollectionGetTheSameOne() {
        String body = "{\"embedding_model\":\"hashing-384\"}";
        List<CompletableFuture<HttpCalls.Answer>> calls = IntStream.range(0, 4)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> http.put("/v1/collections/raced", body)))
                .toList();
        List<HttpCalls.Answer> answers =
                calls.stream().map(CompletableFuture::join).toList();
        assertThat(answers)
                .extracting(HttpCalls.Answer::status)
                .containsOnly(200, 201)
                .containsOnlyOnce(201);
        assertThat(answers.stream().map(a -> a.json().get("id").asString()).distinct())
                .hasSize(1);
    }

    @Test
    void waitingEndsWhenTheCollectionIsReadyOrTheTimeIsOver() throws Exception {
        String body = "{\"embedding_model\":\"hashing-384\"}";
        assertThat(http.put("/v1/collections/waited?wait=100ms", body)
                        .json()
                        .get("status")
                        .asString())
                .isEqualTo("PENDING");
        CompletableFuture<HttpCalls.Answer> waiting =
                CompletableFuture.supplyAsync(() -> http.put("/v1/collections/waited?wait=20s", body));
        try (IndexedContent content = new IndexedContent(server)) {
            content.execute("UPDATE collections SET status = 'READY' WHERE name = 'waited'");
        }
        assertThat(waiting.join().json().get("status").asString()).isEqualTo("READY");
    }

    @Test
    void pagingShowsEachOnceWhileOthersAreMade() {
        for (String name : List.of("page-b", "page-d", "page-f")) {
            http.put("/v1/collections/" + name, "{\"embedding_model\":\"hashing-384\"}");
        }
        List<String> seen = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = http.get("/v1/collections?limit=1" + cursor).json();
            page.get("items").forEach(c -> seen.add(c.get("name").asString()));
            if (seen.getLast().equals("page-b")) {
                http.put("/v1/collections/page-a", "{\"embedding_model\":\"hashing-384\"}");
                http.put("/v1/collections/page-c", "{\"embedding_model\":\"hashing-384\"}");
            }
            cursor = page.has("next_cursor")
                    ? "&cursor=" + page.get("next_cursor").asString()
                    : "";
        } while (!cursor.isEmpty());
        assertThat(seen).doesNotHaveDuplicates().isSorted().contains("page-b", "page-c", "page-d", "page-f");
    }

    private record Outboxed(String type, byte[] payload, long version) {}

    private List<Outboxed> outbox(CollectionId id) throws Exception {
        List<Outboxed> rows = new ArrayList<>();
        try (IndexedContent content = new IndexedContent(server);
                PreparedStatement statement = content.admin()
                        .prepareStatement(
                                "SELECT type, payload, version FROM outbox WHERE aggregatetype = 'collections'"
                                        + " AND aggregateid = decode(replace(?, '-', ''), 'hex') ORDER BY version")) {
            statement.setString(1, id.toString());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    rows.add(new Outboxed(row.getString(1), row.getBytes(2), row.getLong(3)));
                }
            }
        }
        return rows;
    }

    private List<String> audit(CollectionId id) throws Exception {
        List<String> operations = new ArrayList<>();
        try (IndexedContent content = new IndexedContent(server);
                PreparedStatement statement = content.admin()
                        .prepareStatement(
                                "SELECT operation FROM audit_logs WHERE resource_id = ? ORDER BY occurred_at")) {
            statement.setObject(1, id.value());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    operations.add(row.getString(1));
                }
            }
        }
        return operations;
    }
}
