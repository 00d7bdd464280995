package io.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.id.CollectionId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What is searchable is the newest state, whatever is sent twice, late, or never readable. */
class NewestStateIT {

    private static final Pipeline pipeline = Pipeline.shared();

    @Test
    void poisonIsADeadLetterWithAReasonAndItsNeighboursAreSearchable() throws Exception {
        CollectionId collection = pipeline.createCollection("poison");
        List<byte[]> poison = List.of(
                bytes("{\"not\": \"closed\""),
                bytes("{\"event_id\": \"p1\", \"collection\": \"nowhere\", \"source\": \"a\", \"content\": \"x\"}"),
                bytes("{\"event_id\": \"p2\", \"collection\": \"poison\", \"source\": \"\", \"content\": \"x\"}"),
                bytes("{\"event_id\": \"p3\", \"collection\": \"poison\", \"source\": \"b\", \"chunks\":"
                        + " [{\"text\": \"x\", \"vector\": [1.0, 2.0]}]}"),
                new byte[] {(byte) 0xC3, 0x01, 1, 2, 3},
                new byte[] {'{', '"', (byte) 0xFF, (byte) 0xFE});
        for (int i = 0; i < poison.size(); i++) {
            publish("poison", "before-" + i, "Good neighbour number " + i + " of the first kind.", null);
            pipeline.send("poison/bad-" + i, poison.get(i));
            publish("poison", "after-" + i, "Good neighbour number " + i + " of the second kind.", null);
        }
        pipeline.flush();

        pipeline.awaitIndexed(collection, 2 * poison.size(), Duration.ofSeconds(60));
        Awaitility.await("every poison is a dead letter")
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(pipeline.deadLetterCodes()).hasSize(poison.size()));
        assertThat(pipeline.deadLetterCodes()).doesNotContain("").doesNotContainNull();
        assertThat(search("poison", "Good neighbour number 3 of the second kind."))
                .contains("after-3");
    }

    @Test
    void twoEventsOfOneDocumentAndALateOneLeaveTheNewest() throws Exception {
        CollectionId collection = pipeline.createCollection("newest");
        publish("newest", "doc", "Version one speaks of apples.", 1L);
        publish("newest", "doc", "Version two speaks of oranges.", 2L);
        publish("newest", "doc", "Version one speaks of apples.", 1L);
        pipeline.flush();

        pipeline.awaitIndexed(collection, 1, Duration.ofSeconds(60));
        Awaitility.await("the newest version is searchable")
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(search("newest", "What does version two speak of?"))
                        .contains("oranges")
                        .doesNotContain("apples"));
    }

    @Test
    void deletedDocumentStaysGoneThroughAFullReplayOfBothTopics() throws Exception {
        CollectionId collection = pipeline.createCollection("replay");
        publish("replay", "stays", "The lighthouse keeper stays.", null);
        publish("replay", "goes", "The wandering albatross goes.", null);
        pipeline.flush();
        pipeline.awaitIndexed(collection, 2, Duration.ofSeconds(60));
        pipeline.send("replay/goes", null);
        pipeline.flush();
        Awaitility.await("the deleted document is gone")
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(pipeline.points(collection)).hasSize(1));
        SortedMap<String, String> before = pipeline.points(collection);

        pipeline.replayEverything();
        publish("replay", "marker", "A marker that ends the replay.", null);
        pipeline.flush();
        pipeline.awaitIndexed(collection, 3, Duration.ofSeconds(60));
        pipeline.awaitConsumed(Duration.ofSeconds(60));

        assertThat(search("replay", "the wandering albatross")).doesNotContain("albatross goes");
        assertThat(pipeline.points(collection)).containsAllEntriesOf(before).isEqualTo(pipeline.chunks(collection));
    }

    private static String search(String collection, String query) {
        return pipeline.http(
                        "POST",
                        "/v1/search",
                        "{\"query\": \"%s\", \"collections\": [\"%s\"], \"top_k\": 3}".formatted(query, collection))
                .body();
    }

    private static void publish(String collection, String source, String text, Long sequence) {
        pipeline.sendJson(
                collection, source, """
                {"event_id": "%s-%d", "collection": "%s", "source": "%s", "mime_type": "text/plain", "content": "%s",
                 "sequence": %s}""".formatted(source, System.nanoTime(), collection, source, text, sequence));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
