package io.millrace.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.local.stack.Stack;
import io.millrace.local.stack.Stacks;
import io.millrace.schemas.changeevent.ChangeEvent;
import io.millrace.schemas.id.CollectionId;
import io.millrace.sync.deadletter.DeadLetterBox;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Restarts, replays, duplicates and outages, on real servers. */
class ReplayIT {

    private static final int DIM = Installation.DIMENSION;
    private static final Duration WAIT = Duration.ofMinutes(2);

    static Stack stack;
    static Installation millrace;

    @BeforeAll
    static void start() {
        stack = Stacks.shared();
        millrace = new Installation(stack);
    }

    @AfterAll
    static void close() {
        millrace.close();
    }

    @Test
    void finalStateIsThatOfTheNewestVersionUnderDuplicatesRestartsAndReplays() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        CollectionId collection = millrace.createCollection(DIM);
        Model model = new Model(collection, DIM, seed);
        List<ChangeEvent> sent = new ArrayList<>();
        for (int life = 0; life < 3; life++) {
            try (SyncPipeline pipeline = millrace.pipeline()) {
                pipeline.start();
                for (int i = 0; i < 40; i++) {
                    Document document = model.change();
                    millrace.commitAndSend(collection, document);
                    sent.addAll(document.events());
                    if (random.nextInt(10) == 0) {
                        // As the relay does after a crash: it sends a stretch again, in order and to the end.
                        List<ChangeEvent> again = sent.subList(random.nextInt(sent.size()), sent.size());
                        millrace.send(collection, again.toArray(ChangeEvent[]::new));
                    }
                }
                if (random.nextBoolean()) {
                    awaitMarks(collection);
                }
            }
            millrace.rewind(collection, offset -> random.nextLong(offset + 1));
        }
        try (SyncPipeline pipeline = millrace.pipeline()) {
            pipeline.start();
            awaitMarks(collection);
            await().atMost(WAIT)
                    .untilAsserted(() -> assertThat(Points.versions(millrace.qdrant, collection))
                            .as("seed %d", seed)
                            .isEqualTo(model.expected()));
        }
        millrace.rewind(collection, offset -> 0);
        try (SyncPipeline pipeline = millrace.pipeline()) {
            pipeline.start();
            awaitOffsets(collection);
            assertThat(Points.versions(millrace.qdrant, collection))
                    .as("after a full replay, seed %d", seed)
                    .isEqualTo(model.expected());
        }
    }

    @Test
    void killedQdrantLosesNothingAndCondemnsNothing() {
        CollectionId collection = millrace.createCollection(DIM);
        Model model = new Model(collection, DIM, 7);
        try (SyncPipeline pipeline = millrace.pipeline()) {
            pipeline.start();
            for (int i = 0; i < 60; i++) {
                millrace.commitAndSend(collection, model.change());
                if (i == 20) {
                    stack.qdrant().kill();
                }
            }
            assertThat(Model.unmarked(millrace, collection)).isNotEqualTo("0");
            stack.qdrant().start();
            awaitMarks(collection);
            assertThat(Points.versions(millrace.qdrant, collection)).isEqualTo(model.expected());
            assertThat(new DeadLetterBox(millrace.kafka, millrace.topics().chunks(collection.vectorStoreName())).list())
                    .isEmpty();
        } finally {
            stack.qdrant().start();
        }
    }

    @Test
    void offsetsAreNotCommittedWhilePostgresCannotTakeTheMarks() {
        CollectionId collection = millrace.createCollection(DIM);
        try (SyncPipeline pipeline = millrace.pipeline()) {
            pipeline.start();
            Document first = Document.first(collection, "a.md", DIM, "one");
            millrace.commitAndSend(collection, first);
            awaitMarks(collection);
            awaitOffsets(collection);
            long committed = millrace.committedOffsets(collection);

            Document second = first.next(DIM, "one", "two");
            millrace.commit(collection, second);
            stack.postgres().stop();
            millrace.send(collection, second.events().toArray(ChangeEvent[]::new));
            await().atMost(WAIT)
                    .untilAsserted(() -> assertThat(Points.versions(millrace.qdrant, collection))
                            .containsKey(second.chunk("two").toString()));
            // Those of chunks may be: a mark stands for the document's commit, which comes last.
            await().during(Duration.ofSeconds(1))
                    .atMost(WAIT)
                    .untilAsserted(() -> assertThat(millrace.committedOffsets(collection))
                            .isLessThan(committed + second.events().size()));

            stack.postgres().start();
            awaitMarks(collection);
            await().atMost(WAIT)
                    .untilAsserted(() -> assertThat(millrace.committedOffsets(collection))
                            .isEqualTo(committed + second.events().size()));
        } finally {
            stack.postgres().start();
        }
    }

    private static void awaitMarks(CollectionId collection) {
        await().atMost(WAIT)
                .ignoreExceptions()
                .untilAsserted(
                        () -> assertThat(Model.unmarked(millrace, collection)).isEqualTo("0"));
    }

    private static void awaitOffsets(CollectionId collection) {
        await().atMost(WAIT)
                .untilAsserted(() ->
                        assertThat(millrace.committedOffsets(collection)).isEqualTo(millrace.endOffsets(collection)));
    }
}
