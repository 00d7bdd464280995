package io.millrace.ingest.document;

import static io.millrace.ingest.document.IngestScene.typed;
import static io.millrace.ingest.document.IngestScene.upsert;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ingest.IngestFixture;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Deletion, restoration, purge, description, and the text that is kept. */
class DocumentLifeIT {

    private static final String TEXT = "# Gait\n\nA humanoid walks.\n\n# Balance\n\nIt does not fall.";

    IngestScene scene;
    String c;

    @BeforeEach
    void start() throws SQLException {
        scene = new IngestScene();
        c = scene.collection();
    }

    @AfterEach
    void stop() throws SQLException {
        scene.close();
    }

    @Test
    void aDeletedDocumentIsRestoredAsItWasAndNothingIsEmbedded() {
        scene.publish(titled(c, "a", TEXT, "Walking"));
        double embedded = scene.embedded();
        scene.publish(typed(c, "a", "deleted", ""));
        assertThat(scene.chunks(c, "a")).isZero();
        assertThat(scene.of(c, "a", "status", String.class)).isEqualTo("DELETED");
        assertThat(scene.fixture.count("select document_count from collection_counts"))
                .isZero();
        scene.publish(typed(c, "a", "restored", ""));
        assertThat(scene.chunks(c, "a")).isEqualTo(2);
        assertThat(scene.of(c, "a", "status", String.class)).isEqualTo("COMMITTED");
        assertThat(scene.of(c, "a", "title", String.class)).isEqualTo("Walking");
        assertThat(scene.of(c, "a", "version", Integer.class)).isEqualTo(3);
        assertThat(scene.embedded()).isEqualTo(embedded);
        assertThat(
                        scene.fixture.count(
                                "select count(*) from outbox where type = 'upsert' and version = 3 and length(payload) > 4 * 384"))
                .isEqualTo(2);
        scene.publish(typed(c, "a", "restored", ""));
        assertThat(scene.of(c, "a", "version", Integer.class)).isEqualTo(3);
        assertThat(scene.deadLetters).isEmpty();
    }

    @Test
    void whatIsPurgedIsGoneAndCannotBeRestored() {
        scene.publish(titled(c, "live", TEXT, "A"), titled(c, "gone", "Text.", "B"));
        scene.publish(typed(c, "gone", "deleted", ""));
        scene.publish(typed(c, "live", "purged", ""), typed(c, "gone", "purged", ""));
        assertThat(
                        scene.fixture.count(
                                "select count(*) from documents where content is null and content_hash is null and title is null and metadata = '{}' and purged_at is not null and deleted_at is not null"))
                .isEqualTo(2);
        assertThat(scene.fixture.count("select count(*) from chunks")).isZero();
        scene.publish(typed(c, "live", "restored", ""), typed(c, "never", "restored", ""));
        assertThat(scene.codes()).containsExactly("document-not-restorable", "document-not-restorable");
        scene.publish(upsert(c, "live", "Again."));
        assertThat(scene.of(c, "live", "version", Integer.class)).isEqualTo(3);
        assertThat(scene.chunks(c, "live")).isEqualTo(1);
    }

    @Test
    void erasedDocumentIsAnotherLifeWhenItIsPublishedAgain() {
        scene.publish(titled(c, "letter", TEXT, "A"));
        String id = scene.of(c, "letter", "id", String.class);
        String collection = scene.of(c, "letter", "collection_id", String.class);
        // As an erasure sends it: by id, whatever the collection is called by then.
        scene.publish(typed(collection, "letter", "purged", "\"event_id\":\"erasure:1\",\"actor\":\"erasure:1\""));
        assertThat(scene.fixture.count("select count(*) from documents where purged_at is not null"))
                .isEqualTo(1);
        assertThat(scene.fixture.count("select count(*) from chunks")).isZero();
        scene.fixture.database.execute("update documents set source = 'erased-' || id");
        scene.publish(upsert(c, "letter", "Another text."));
        assertThat(scene.of(c, "letter", "id", String.class)).isEqualTo(id);
        assertThat(scene.of(c, "letter", "version", Integer.class)).isEqualTo(3);
        assertThat(scene.chunks(c, "letter")).isEqualTo(1);
        assertThat(scene.deadLetters).isEmpty();
    }

    @Test
    void retentionPurgesTheOldestAndNoMoreThanItMayInARun() {
        for (int i = 0; i < 5; i++) {
            scene.publish(upsert(c, "d" + i, "Text number " + i + "."));
            scene.publish(typed(c, "d" + i, "deleted", ""));
        }
        scene.publish(upsert(c, "live", "Live text."), upsert(c, "fresh", "Fresh text."));
        scene.fixture.database.execute("update documents set deleted_at = deleted_at - interval '40 days'");
        scene.publish(typed(c, "fresh", "deleted", ""));
        DocumentRetention retention = new DocumentRetention(
                scene.worker, new RetentionProperties(Duration.ofDays(30), null, 3), Clock.systemUTC());
        assertThat(retention.purge()).isEqualTo(3);
        assertThat(scene.fixture.count(
                        "select count(*) from documents where purged_at is not null and source in ('d0', 'd1', 'd2')"))
                .isEqualTo(3);
        assertThat(retention.purge()).isEqualTo(2);
        assertThat(retention.purge()).isZero();
        assertThat(scene.of(c, "fresh", "content", String.class)).isEqualTo("Fresh text.");
        assertThat(scene.fixture.count(
                        "select count(*) from audit_logs where operation = 'document.purged' and actor = 'retention'"))
                .isEqualTo(5);
    }

    @Test
    void aDescriptionChangesTitleAndMetadataSendsTheStoredVectorsAndEmbedsNothing() {
        scene.publish(upsert(c, "a", TEXT));
        double embedded = scene.embedded();
        scene.publish(typed(c, "a", "described", "\"title\":\"New\",\"metadata\":{\"shelf\":\"7\"}"));
        assertThat(scene.of(c, "a", "title", String.class)).isEqualTo("New");
        assertThat(scene.of(c, "a", "metadata ->> 'shelf'", String.class)).isEqualTo("7");
        assertThat(scene.of(c, "a", "content", String.class)).isEqualTo(TEXT);
        assertThat(scene.embedded()).isEqualTo(embedded);
        assertThat(
                        scene.fixture.count(
                                "select count(*) from outbox where type = 'upsert' and version = 2 and length(payload) > 4 * 384"))
                .isEqualTo(2);
        scene.publish(typed(c, "none", "described", "\"title\":\"New\""));
        assertThat(scene.codes()).containsExactly("no-such-document");
    }

    @Test
    void theTextThatIsKeptIsCleanAndOffsetsReferToIt() {
        scene.publish(upsert(
                c, "a", "# Ga\u200Bit\n\nA \u202Ehuma\u202Cnoid walks to the cafe\u0301.\n\n# Two\n\nMore\uFEFF."));
        assertThat(scene.of(c, "a", "content", String.class))
                .isEqualTo("# Gait\n\nA humanoid walks to the caf\u00e9.\n\n# Two\n\nMore.");
        assertThat(scene.of(c, "a", "stripped_characters", Integer.class)).isEqualTo(4);
        assertThat(scene.metric("millrace.ingest.characters.stripped")).isEqualTo(4);
        assertThat(
                        scene.fixture.count(
                                "select count(*) from chunks k join documents d on d.id = k.document_id where substring(d.content from k.start_offset + 1 for k.end_offset - k.start_offset) = k.text"))
                .isEqualTo(2);
    }

    @Test
    void whatWasStoredBeforeThereWasCleaningIsCutAgainOnlyIfItsTextChanges() {
        String dirty = "# Ga\u200Bit\n\nA humanoid walks.\n\n# Two\n\nMore.";
        scene.publish(upsert(c, "dirty", dirty), upsert(c, "plain", TEXT));
        scene.fixture.database.execute(
                "update documents set content = ?, chunking_fingerprint = replace(chunking_fingerprint, ';clean=1', '') where source = 'dirty'",
                dirty);
        scene.publish(upsert(c, "dirty", dirty), upsert(c, "plain", TEXT));
        assertThat(scene.of(c, "plain", "version", Integer.class)).isEqualTo(1);
        assertThat(scene.of(c, "dirty", "version", Integer.class)).isEqualTo(2);
        assertThat(scene.of(c, "dirty", "content", String.class)).doesNotContain("\u200B");
        scene.publish(upsert(c, "dirty", dirty));
        assertThat(scene.of(c, "dirty", "version", Integer.class)).isEqualTo(2);
    }

    @Test
    void anArchivedCollectionTakesNoDocuments() {
        scene.fixture.database.execute("update collections set status = 'READY' where name = ?", c);
        scene.fixture.database.execute("update collections set status = 'ARCHIVED' where name = ?", c);
        scene.publish(upsert(c, "a", TEXT));
        assertThat(scene.codes()).containsExactly("collection-archived");
    }

    private static String titled(String collection, String source, String content, String title) {
        return IngestFixture.json(
                collection, source, content, "\"title\":\"" + title + "\",\"metadata\":{\"k\":\"v\"}");
    }
}
