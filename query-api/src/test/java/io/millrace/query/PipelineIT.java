package io.millrace.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.id.CollectionId;
import io.millrace.schemas.topic.TopicNames;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class PipelineIT {

    private final QueryApiServer server = QueryApiServer.shared();

    @Test
    void reportCountsWhatWaitsWhatIsIndexedAndWhatIsDead() throws Exception {
        try (IndexedContent content = new IndexedContent(server)) {
            CollectionId c = content.readyCollection("piped");
            content.document(c, "indexed.md", Map.of(), "One.", "Two.");
            content.commit(c, "waiting.md", Map.of(), "Three.");
        }
        String documents = server.topics().documents();
        Map<String, Object> client = server.stack().kafka().clientProperties();
        try (KafkaProducer<byte[], byte[]> producer =
                        new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer());
                Admin admin = Admin.create(client)) {
            producer.send(new ProducerRecord<>(documents, new byte[] {1})).get();
            producer.send(new ProducerRecord<>(TopicNames.deadLetters(documents), new byte[] {1}))
                    .get();
            admin.alterConsumerGroupOffsets(
                            server.topics().ingestGroup(),
                            Map.of(new TopicPartition(documents, 0), new OffsetAndMetadata(0)))
                    .all()
                    .get();
        }
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            JsonNode report = server.http().get("/v1/pipeline").json();
            Map<String, JsonNode> stages = new HashMap<>();
            report.get("stages").forEach(s -> stages.put(s.get("name").asString(), s));
            assertThat(stages.keySet()).containsExactlyInAnyOrder("ingest", "postgres", "relay", "sync", "qdrant");
            assertThat(field(stages, "ingest", "lag").asLong()).isPositive();
            assertThat(field(stages, "ingest", "state").asString()).isEqualTo("DOWN");
            assertThat(field(stages, "postgres", "state").asString()).isEqualTo("UP");
            assertThat(field(stages, "qdrant", "state").asString()).isEqualTo("UP");
            assertThat(field(stages, "relay", "detail").asString()).contains("no replication slot");
            Map<String, JsonNode> collections = new HashMap<>();
            report.get("collections")
                    .forEach(c -> collections.put(c.get("collection").asString(), c));
            assertThat(field(collections, "piped", "documents").asInt()).isEqualTo(2);
            assertThat(field(collections, "piped", "indexed_documents").asInt()).isEqualTo(1);
            assertThat(field(collections, "piped", "waiting_documents").asInt()).isEqualTo(1);
            assertThat(field(collections, "piped", "points").asInt()).isEqualTo(2);
            assertThat(report.get("dead_letters").size()).isEqualTo(1);
            assertThat(report.at("/dead_letters/0/records").asInt()).isEqualTo(1);
            assertThat(report.get("state").asString()).isEqualTo("DEGRADED");
        });
    }

    private static JsonNode field(Map<String, JsonNode> parts, String part, String field) {
        JsonNode found = parts.get(part);
        assertThat(found).as(part).isNotNull();
        return Objects.requireNonNull(found).get(field);
    }
}
