package io.millrace.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.id.CollectionId;
import io.qdrant.client.grpc.Points.RetrievedPoint;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A user is erased who gives collections away. */
class CollectionTransferIT {

    private static ErasureScene scene;
    private static Installation millrace;

    private UUID ada;
    private UUID grace;
    private CollectionId collection;

    @BeforeAll
    static void start() {
        scene = new ErasureScene();
        millrace = scene.millrace;
    }

    @AfterAll
    static void stop() {
        scene.close();
    }

    @BeforeEach
    void plant() {
        millrace.execute("DELETE FROM operations");
        ada = user("ada");
        grace = user("grace");
        collection = scene.collection();
        scene.indexed(collection, "a.md", "one", "two");
        scene.indexed(collection, "b.md", "two", "three");
        own(collection);
        millrace.execute(
                "INSERT INTO audit_logs (operation, resource_type, resource_id, actor) VALUES ('x', 'document', ?, ?)",
                collection.value(),
                "user:" + ada);
        millrace.execute("INSERT INTO conversations (user_id, title) VALUES (?, 'mine')", ada);
    }

    @Test
    void heirGetsTheCollectionsNothingInThemIsLostAndTheUserIsGone() {
        CollectionId deleted = scene.collection();
        scene.indexed(deleted, "old.md", "deleted long ago");
        own(deleted);
        millrace.sendSpecDeletion(deleted);
        Map<String, String> before = content(collection);
        Map<String, RetrievedPoint> points =
                Points.all(millrace.qdrant, collection.vectorStoreName().value());
        assertThat(points).hasSize(4);
        UUID erasure = scene.ask(
                "{\"subject\": \"user\", \"user\": \"%s\", \"transfer_to\": \"%s\", \"trim_topics\": false, \"collections\": []}"
                        .formatted(ada, grace));

        scene.awaitStates(erasure, "ERASED", "users", "documents-and-chunks", "outbox", "qdrant", "chunk-topics");
        scene.expire(
                scene.topics.documents(),
                scene.records(scene.topics.documents()).getLast().offset() + 1);
        scene.awaitSuccess(erasure);

        assertThat(millrace.query(
                        "SELECT owner_id || status || (deleted_at IS NULL) FROM collections WHERE id = ?",
                        collection.value()))
                .isEqualTo(grace + "READYtrue");
        assertThat(content(collection)).isEqualTo(before);
        assertThat(Points.all(millrace.qdrant, collection.vectorStoreName().value()))
                .isEqualTo(points);
        assertThat(scene.values(scene.topics.collections()))
                .as("the spec")
                .anyMatch(value -> value.contains(collection.vectorStoreName().value()));

        for (String table : new String[] {"conversations", "audit_logs", "api_keys"}) {
            assertThat(millrace.query("SELECT count(*) FROM " + table + " WHERE user_id = ?", ada))
                    .as(table)
                    .isEqualTo("0");
        }
        assertThat(millrace.query("SELECT count(*) FROM users WHERE id = ?", ada))
                .isEqualTo("0");
        assertThat(millrace.query("SELECT count(*) FROM audit_logs WHERE actor = ?", "user:" + ada))
                .isEqualTo("0");
        assertThat(millrace.query("SELECT count(*) FROM documents WHERE collection_id = ?", deleted.value()))
                .as("what the user had deleted is nobody's to inherit")
                .isEqualTo("0");
        assertThat(scene.store(erasure, "documents-and-chunks").path("found").asLong())
                .isEqualTo(2);
    }

    @Test
    void heirWhoIsGoneFailsTheErasureAndTheCollectionsStay() {
        Map<String, String> before = content(collection);
        UUID erasure = scene.ask(
                "{\"subject\": \"user\", \"user\": \"%s\", \"transfer_to\": \"%s\", \"trim_topics\": false, \"collections\": []}"
                        .formatted(ada, grace));
        millrace.execute("DELETE FROM users WHERE id = ?", grace);

        scene.pass();
        assertThat(scene.status(erasure)).isEqualTo("FAILED");
        assertThat(millrace.query("SELECT error FROM operations WHERE id = ?", erasure))
                .isEqualTo("Who was to get the collections is gone; nothing was erased, and the user stays locked out:"
                        + " ask again, and name another.");
        assertThat(content(collection)).isEqualTo(before);
        assertThat(millrace.query("SELECT owner_id FROM collections WHERE id = ?", collection.value()))
                .isEqualTo(ada.toString());
        assertThat(millrace.query("SELECT count(*) FROM conversations WHERE user_id = ?", ada))
                .isEqualTo("1");
    }

    private static UUID user(String name) {
        UUID id = UUID.randomUUID();
        millrace.execute("INSERT INTO users (id, username) VALUES (?, ?)", id, name + "-" + id);
        return id;
    }

    private void own(CollectionId owned) {
        millrace.execute("UPDATE collections SET owner_id = ? WHERE id = ?", ada, owned.value());
    }

    /** Of every store, so that any loss is a difference. */
    private static Map<String, String> content(CollectionId collection) {
        Map<String, String> content = new TreeMap<>();
        content.put("documents", rows("documents", "collection_id", collection.value()));
        content.put("chunks", rows("chunks", "collection_id", collection.value()));
        content.put(
                "outbox",
                rows(
                        "outbox",
                        "aggregatetype",
                        "chunks." + collection.vectorStoreName().value()));
        content.put(
                "embeddings",
                millrace.query(
                        "SELECT count(*)::text FROM embeddings e WHERE EXISTS (SELECT FROM chunks c WHERE c.collection_id = ?"
                                + " AND c.content_hash = e.content_hash)",
                        collection.value()));
        content.put(
                "changes",
                scene.values(scene.changes(collection)).stream()
                        .sorted()
                        .toList()
                        .toString());
        return content;
    }

    private static String rows(String table, String column, Object value) {
        return millrace.query(
                "SELECT string_agg(t::text, ' ' ORDER BY t::text) FROM " + table + " t WHERE " + column + " = ?",
                value);
    }
}
