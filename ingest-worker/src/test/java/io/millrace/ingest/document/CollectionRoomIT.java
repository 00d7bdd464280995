package io.millrace.ingest.document;

import static io.millrace.ingest.document.IngestScene.typed;
import static io.millrace.ingest.document.IngestScene.upsert;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ingest.dependency.BackOff;
import io.millrace.ingest.dependency.Patience;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Limits of collections hold exactly, and say so. */
class CollectionRoomIT {

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
    void ofManyWorkersThatFillACollectionAtOnceNoneGoesBeyondItsDocuments() throws Exception {
        limit("max_documents", 25);
        List<Future<?>> work = new ArrayList<>();
        try (ExecutorService workers = Executors.newFixedThreadPool(4)) {
            for (int w = 0; w < 4; w++) {
                int partition = w;
                work.add(workers.submit(() -> {
                    DocumentBatchProcessor processor = scene.processor();
                    for (int i = 0; i < 10; i++) {
                        String source = "w" + partition + "-" + i;
                        processor.process(
                                List.of(scene.event(partition, upsert(c, source, "Text of " + source + "."))),
                                new Patience(BackOff.DEFAULT));
                    }
                }));
            }
        }
        for (Future<?> future : work) {
            future.get();
        }
        assertThat(scene.fixture.count("select count(*) from documents")).isEqualTo(25);
        assertThat(scene.fixture.count("select document_count from collection_counts"))
                .isEqualTo(25);
        assertThat(scene.codes()).hasSize(15).containsOnly("collection-document-limit");
        assertThat(scene.deadLetters.element().cause())
                .hasMessage(
                        "The collection '" + c
                                + "' may hold 25 documents and has 25: delete some, or raise its max_documents, then publish again.");
    }

    @Test
    void inOneBatchTheFirstFitAndWhatFollowsARefusalIsApplied() {
        limit("max_documents", 2);
        scene.publish(
                upsert(c, "a", "One."), upsert(c, "b", "Two."), upsert(c, "c", "Three."), upsert(c, "a", "Four."));
        assertThat(scene.fixture.count("select count(*) from documents where deleted_at is null"))
                .isEqualTo(2);
        assertThat(scene.codes()).contains("collection-document-limit");
    }

    @Test
    void whatMakesACollectionNoLargerIsPossibleBeyondItsLimit() {
        scene.publish(upsert(c, "a", "Ten bytes."), upsert(c, "b", "Ten more.."));
        limit("max_bytes", 15);
        scene.publish(upsert(c, "a", "9 bytes!!"));
        assertThat(scene.of(c, "a", "content", String.class)).isEqualTo("9 bytes!!");
        scene.publish(upsert(c, "a", "More than ten bytes."));
        assertThat(scene.codes()).containsExactly("collection-byte-limit");
        scene.publish(typed(c, "b", "deleted", ""));
        scene.publish(upsert(c, "a", "Fifteen bytes.."));
        assertThat(scene.of(c, "a", "content", String.class)).isEqualTo("Fifteen bytes..");
        scene.publish(typed(c, "b", "restored", ""));
        assertThat(scene.codes()).containsExactly("collection-byte-limit", "collection-byte-limit");
        assertThat(scene.fixture.count("select content_bytes from collection_counts"))
                .isEqualTo(15);
    }

    private void limit(String column, int value) {
        scene.fixture.database.execute(
                "insert into collection_resource_limits (collection_id, " + column
                        + ") select id, ? from collections where name = ?",
                value,
                c);
    }
}
