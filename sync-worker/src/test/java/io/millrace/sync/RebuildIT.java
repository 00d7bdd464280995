package io.millrace.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.local.stack.Stacks;
import io.millrace.schemas.id.CollectionId;
import io.millrace.sync.collection.Generations;
import io.millrace.sync.point.PointWrite.Deletes;
import io.millrace.sync.point.PointWrite.GuardedDelete;
import io.millrace.sync.point.PointWrite.GuardedUpsert;
import io.millrace.sync.point.PointWrite.Upserts;
import io.millrace.sync.point.QdrantPointSink;
import io.millrace.sync.rebuild.Rebuild;
import io.millrace.sync.rebuild.Rebuild.Outcome;
import io.millrace.sync.rebuild.RefusedRebuildException;
import io.millrace.sync.rebuild.ReplayProgress;
import io.millrace.sync.retry.StopSignal;
import io.millrace.sync.verify.Difference;
import io.millrace.sync.verify.Verification;
import io.qdrant.client.grpc.Points.RetrievedPoint;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RebuildIT {

    private static final int DIM = Installation.DIMENSION;
    private static final Duration WAIT = Duration.ofMinutes(2);

    static Installation millrace;
    static SyncPipeline pipeline;
    static Rebuild rebuild;
    static Generations generations;

    @BeforeAll
    static void start() {
        millrace = new Installation(Stacks.shared());
        pipeline = millrace.pipeline();
        pipeline.start();
        rebuild = new Rebuild(millrace.settings, millrace.database, millrace.qdrant, Clock.systemUTC());
        generations = new Generations(millrace.qdrant);
    }

    @AfterAll
    static void close() {
        rebuild.close();
        pipeline.close();
        millrace.close();
    }

    @Test
    void droppedCollectionIsRebuiltWithIdenticalPointsAndVectors() {
        Model model = filled(30);
        CollectionId collection = model.collection;
        Map<String, RetrievedPoint> before =
                Points.all(millrace.qdrant, collection.vectorStoreName().value());
        generations.dropAlias(collection.vectorStoreName());
        generations.list(collection.vectorStoreName()).forEach(generations::drop);

        Outcome outcome = rebuild.rebuild(millrace.row(collection), false, Silent.PROGRESS);

        assertThat(outcome.previous()).isNull();
        assertThat(Points.all(millrace.qdrant, collection.vectorStoreName().value()))
                .isEqualTo(before)
                .isNotEmpty();
        assertThat(millrace.row(collection).live()).isEqualTo(Optional.ofNullable(outcome.generation()));
        assertThat(millrace.row(collection).staging()).isEmpty();
    }

    @Test
    void collectionIsProcessingWhileItIsRebuiltAndAsItWasWhenThatFails() {
        CollectionId collection = filled(5).collection;
        List<String> seen = new ArrayList<>();
        rebuild.rebuild(millrace.row(collection), false, new Stages(stage -> seen.add(status(collection))));
        assertThat(seen).startsWith("PROCESSING").doesNotContain("PENDING", "ERROR");
        assertThat(status(collection)).isEqualTo("READY");

        millrace.execute(
                "UPDATE collections SET status = 'DEGRADED', status_message = 'Because.' WHERE id = ?",
                collection.value());
        assertThatThrownBy(() -> rebuild.rebuild(millrace.row(collection), false, new Stages(stage -> {
                    throw new IllegalStateException("the rebuild dies");
                })))
                .isInstanceOf(IllegalStateException.class);
        assertThat(status(collection)).isEqualTo("DEGRADED");
    }

    private static String status(CollectionId collection) {
        return millrace.query("SELECT status FROM collections WHERE id = ?", collection.value());
    }

    private record Stages(Consumer<String> heard) implements ReplayProgress {
        @Override
        public void stage(String name, long records) {
            heard.accept(name);
        }

        @Override
        public void advanced(long records) {}
    }

    @Test
    void rebuildUnderLiveWritesLosesNothingAndResurrectsNothing() throws Exception {
        Model model = filled(40);
        CollectionId collection = model.collection;
        AtomicBoolean rebuilding = new AtomicBoolean(true);
        CompletableFuture<Integer> writes = CompletableFuture.supplyAsync(() -> {
            int changes = 0;
            for (; rebuilding.get() || changes < 40; changes++) {
                millrace.commitAndSend(collection, model.change());
            }
            return changes;
        });
        Outcome first = rebuild.rebuild(millrace.row(collection), false, Silent.PROGRESS);
        Outcome second = rebuild.rebuild(millrace.row(collection), false, Silent.PROGRESS);
        rebuilding.set(false);
        assertThat(writes.get()).isGreaterThanOrEqualTo(40);

        awaitMarks(collection);
        assertThat(Points.versions(millrace.qdrant, collection)).isEqualTo(model.expected());
        assertThat(second.previous()).isEqualTo(first.generation());
        assertThat(generations.list(collection.vectorStoreName()))
                .containsExactly(first.generation(), second.generation());
    }

    @Test
    void previewChangesNothing() {
        Model model = filled(5);
        List<String> before = generations.list(model.collection.vectorStoreName());
        Outcome outcome = rebuild.preview(millrace.row(model.collection));
        assertThat(outcome.executed()).isFalse();
        assertThat(outcome.events()).isPositive();
        assertThat(generations.list(model.collection.vectorStoreName())).isEqualTo(before);
    }

    @Test
    void rollbackGoesToAnUpToDateEarlierGeneration() {
        Model model = filled(20);
        CollectionId collection = model.collection;
        String original = generations.aliasTarget(collection.vectorStoreName()).orElseThrow();
        rebuild.rebuild(millrace.row(collection), false, Silent.PROGRESS);
        for (int i = 0; i < 20; i++) {
            millrace.commitAndSend(collection, model.change());
        }
        awaitMarks(collection);

        Outcome outcome = rebuild.rollback(millrace.row(collection), Silent.PROGRESS);

        assertThat(outcome.generation()).isEqualTo(original);
        assertThat(generations.aliasTarget(collection.vectorStoreName())).hasValue(original);
        assertThat(Points.versions(millrace.qdrant, collection)).isEqualTo(model.expected());
    }

    @Test
    void rollbackIsRefusedWhenTheEarlierGenerationIsGone() {
        Model model = filled(3);
        rebuild.rebuild(millrace.row(model.collection), true, Silent.PROGRESS);
        assertThatThrownBy(() -> rebuild.rollback(millrace.row(model.collection), Silent.PROGRESS))
                .isInstanceOf(RefusedRebuildException.class)
                .hasMessageContaining("no earlier generation");
    }

    @Test
    void verifyFindsExactlyWhatWasPlanted() {
        Model model = filled(20);
        CollectionId collection = model.collection;
        String alias = collection.vectorStoreName().value();
        Verification verification = new Verification(millrace.database, millrace.qdrant, new StopSignal());
        assertThat(verification
                        .compare(millrace.row(collection), alias, WAIT, () -> {})
                        .equal())
                .isTrue();

        List<String> ids = List.copyOf(model.expected().keySet());
        java.util.UUID missing = java.util.UUID.fromString(ids.get(0));
        java.util.UUID stale = java.util.UUID.fromString(ids.get(1));
        Document ghost = Document.first(collection, "ghost.md", DIM, "boo");
        java.util.UUID orphan = ghost.chunk("boo").value();
        QdrantPointSink sink = new QdrantPointSink(millrace.qdrant);
        sink.write(new Deletes(alias, List.of(new GuardedDelete(missing, Long.MAX_VALUE / 2))));
        sink.write(new Upserts(alias, List.of(new GuardedUpsert(ghost.upsert("boo", 1, DIM)))));
        millrace.execute("UPDATE chunks SET version = version + 100 WHERE id = ?", stale);

        Verification.Report report = verification.compare(millrace.row(collection), alias, WAIT, () -> {});

        assertThat(report.undecided()).isZero();
        assertThat(report.differences())
                .extracting(Difference::chunkId, Difference::kind)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple(missing, Difference.Kind.MISSING),
                        org.assertj.core.groups.Tuple.tuple(stale, Difference.Kind.STALE),
                        org.assertj.core.groups.Tuple.tuple(orphan, Difference.Kind.ORPHANED));
    }

    private static Model filled(int changes) {
        Model model = new Model(millrace.createCollection(DIM), DIM, changes);
        for (int i = 0; i < changes; i++) {
            millrace.commitAndSend(model.collection, model.change());
        }
        awaitMarks(model.collection);
        return model;
    }

    private static void awaitMarks(CollectionId collection) {
        await().atMost(WAIT)
                .untilAsserted(
                        () -> assertThat(Model.unmarked(millrace, collection)).isEqualTo("0"));
    }

    private enum Silent implements ReplayProgress {
        PROGRESS;

        @Override
        public void stage(String name, long records) {}

        @Override
        public void advanced(long records) {}
    }
}
