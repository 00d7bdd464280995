package io.millrace.ingest.document;

import static io.millrace.ingest.document.IngestScene.typed;
import static io.millrace.ingest.document.IngestScene.upsert;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The same content twice in one collection. */
class DuplicateDocumentsIT {

    private static final String TEXT = "# Gait\n\nA humanoid walks on two legs.";

    static IngestScene scene;

    @BeforeAll
    static void start() throws SQLException {
        scene = new IngestScene();
    }

    @AfterAll
    static void stop() throws SQLException {
        scene.close();
    }

    @Test
    void theSecondIsKeptWithoutChunksAndIsCommittedAllTheSame() {
        String c = scene.collection();
        scene.publish(upsert(c, "a", TEXT));
        double embedded = scene.embedded();
        scene.publish(upsert(c, "b", TEXT));
        assertThat(duplicateOf(c, "a")).isNull();
        assertThat(duplicateOf(c, "b")).isEqualTo(id(c, "a"));
        assertThat(scene.chunks(c, "a")).isEqualTo(1);
        assertThat(scene.chunks(c, "b")).isZero();
        assertThat(outbox(c, "b")).containsExactly("document-committed");
        assertThat(scene.of(c, "b", "content", String.class)).isEqualTo(TEXT);
        assertThat(scene.embedded()).isEqualTo(embedded);
    }

    @Test
    void theSameContentInAnotherCollectionIsNoDuplicate() {
        String c = scene.collection();
        String other = scene.collection();
        scene.publish(upsert(c, "a", TEXT), upsert(other, "a", TEXT));
        assertThat(scene.chunks(c, "a")).isEqualTo(1);
        assertThat(scene.chunks(other, "a")).isEqualTo(1);
    }

    @Test
    void ofManyInOneBatchOneHasTheChunks() {
        String c = scene.collection();
        List<String> events = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            events.add(upsert(c, "d" + i, TEXT));
        }
        scene.publish(events.toArray(String[]::new));
        assertThat(scene.fixture.count(
                        "select count(*) from documents d join collections c on c.id = d.collection_id where c.name = ? and duplicate_of is null",
                        c))
                .isEqualTo(1);
        assertThat(scene.fixture.count(
                        "select count(*) from chunks k join collections c on c.id = k.collection_id where c.name = ?",
                        c))
                .isEqualTo(1);
        assertThat(scene.fixture.count(
                        "select count(distinct duplicate_of) from documents d join collections c on c.id = d.collection_id where c.name = ?",
                        c))
                .isEqualTo(1);
    }

    @Test
    void whenTheFirstIsDeletedTheOldestIsPromotedInTheSameTransactionAndNothingIsEmbedded() {
        String c = scene.collection();
        scene.publish(upsert(c, "a", TEXT));
        scene.publish(upsert(c, "b", TEXT));
        scene.publish(upsert(c, "c", TEXT));
        double embedded = scene.embedded();
        scene.publish(typed(c, "a", "deleted", ""));
        assertThat(scene.chunks(c, "a")).isZero();
        assertThat(scene.chunks(c, "b")).isEqualTo(1);
        assertThat(duplicateOf(c, "b")).isNull();
        assertThat(duplicateOf(c, "c")).isEqualTo(id(c, "b"));
        assertThat(scene.embedded()).isEqualTo(embedded);
        assertThat(outbox(c, "b")).containsExactly("document-committed", "upsert", "document-committed");
        // xmin is the transaction that wrote a row last
        assertThat(scene.of(c, "a", "xmin::text", String.class))
                .isEqualTo(scene.of(c, "b", "xmin::text", String.class));
        assertThat(scene.fixture.count(
                        "select count(*) from audit_logs where resource_id = ? and operation = 'document.promoted'",
                        id(c, "b")))
                .isEqualTo(1);
    }

    @Test
    void whenTheContentOfTheFirstChangesTheOldestIsPromoted() {
        String c = scene.collection();
        scene.publish(upsert(c, "a", TEXT), upsert(c, "other", "Something else."));
        scene.publish(upsert(c, "b", TEXT));
        scene.publish(upsert(c, "a", "Something else."));
        assertThat(duplicateOf(c, "a")).isEqualTo(id(c, "other"));
        assertThat(scene.chunks(c, "a")).isZero();
        assertThat(duplicateOf(c, "b")).isNull();
        assertThat(scene.chunks(c, "b")).isEqualTo(1);
        scene.publish(upsert(c, "b", "A third text."));
        assertThat(scene.chunks(c, "b")).isEqualTo(1);
        assertThat(scene.deadLetters).isEmpty();
    }

    @Test
    void anOriginalThatGoesWithAllItsDuplicatesLeavesNothing() {
        String c = scene.collection();
        scene.publish(upsert(c, "a", TEXT));
        scene.publish(upsert(c, "b", TEXT), upsert(c, "c", TEXT));
        scene.publish(typed(c, "a", "deleted", ""), typed(c, "b", "deleted", ""), typed(c, "c", "deleted", ""));
        assertThat(scene.fixture.count(
                        "select count(*) from chunks k join collections c on c.id = k.collection_id where c.name = ?",
                        c))
                .isZero();
        assertThat(outbox(c, "b")).doesNotContain("upsert");
    }

    @Test
    void aPromotedDocumentKeepsItsOwnTitleAndItsProducersVectors() {
        String c = "v-" + UUID.randomUUID().toString().substring(0, 8);
        scene.fixture.createCollection(c, "hashing-1024", 2, 64);
        String chunks =
                "\"chunks\":[{\"text\":\"Alpha\",\"vector\":[0.25,0.5],\"page_reference\":\"p. 3\"},{\"text\":\"Beta\",\"vector\":[1,0]}],";
        String event = "{\"collection\":\"" + c + "\",\"source\":\"%s\"," + chunks + "\"title\":\"%s\"}";
        scene.publish(event.formatted("a", "First"));
        scene.publish(event.formatted("b", "Second"));
        assertThat(scene.chunks(c, "b")).isZero();
        scene.publish(typed(c, "a", "deleted", ""));
        assertThat(scene.chunks(c, "b")).isEqualTo(2);
        assertThat(scene.of(c, "b", "title", String.class)).isEqualTo("Second");
        assertThat(scene.fixture.count(
                        "select count(*) from chunks where document_id = ? and embedding_model like 'hashing-1024@%' and (page_reference = 'p. 3') = (text = 'Alpha')",
                        id(c, "b")))
                .isEqualTo(1);
        assertThat(scene.fixture.count(
                        "select count(*) from chunks where document_id = ? and embedding_model like 'hashing-1024@%'",
                        id(c, "b")))
                .isEqualTo(2);
        assertThat(scene.deadLetters).isEmpty();
    }

    private static UUID duplicateOf(String collection, String source) {
        return scene.of(collection, source, "duplicate_of", UUID.class);
    }

    private static UUID id(String collection, String source) {
        return scene.of(collection, source, "id", UUID.class);
    }

    private static List<String> outbox(String collection, String source) {
        return scene.fixture
                .database
                .fetch("select type from outbox where document_id = ? order by id", id(collection, source))
                .getValues(0, String.class);
    }
}
