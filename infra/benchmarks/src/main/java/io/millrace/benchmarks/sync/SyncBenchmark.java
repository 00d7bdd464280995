package io.millrace.benchmarks.sync;

import io.millrace.benchmarks.BenchSettings;
import io.millrace.benchmarks.Benchmark;
import io.millrace.benchmarks.Interleaving;
import io.millrace.benchmarks.Progress;
import io.millrace.benchmarks.Side;
import io.millrace.benchmarks.Stopwatch;
import io.millrace.benchmarks.collection.BenchCollection;
import io.millrace.benchmarks.collection.CollectionPoints;
import io.millrace.benchmarks.collection.CollectionRows;
import io.millrace.benchmarks.collection.CollectionTopic;
import io.millrace.benchmarks.corpus.SyntheticCorpus;
import io.millrace.benchmarks.report.BenchmarkResult;
import io.millrace.benchmarks.report.Figure;
import io.millrace.benchmarks.report.Target;
import io.millrace.benchmarks.report.Unit;
import io.millrace.benchmarks.stack.Application;
import io.millrace.benchmarks.stack.ApplicationProcess;
import io.millrace.benchmarks.stack.FrozenProcess;
import io.millrace.benchmarks.stack.PrivateStack;
import io.qdrant.client.QdrantClient;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Change events in a topic to searchable points: a sync-worker from its jar, in a process of its own, against the bare client
 * writing the same points. The worker is frozen while the topic fills, so that it finds everything there at once.
 */
public final class SyncBenchmark implements Benchmark {

    private static final String NAME = "sync";
    private static final double TARGET = 0.7;
    private static final String BARE = "bench_bare_points";

    @Override
    public BenchmarkResult run(PrivateStack stack, BenchSettings settings, Progress progress) throws Exception {
        SyntheticCorpus corpus = settings.corpus();
        ApplicationProcess worker = stack.application(Application.SYNC_WORKER);
        IntFunction<BenchCollection> collections = BenchCollection.series("bench-sync-", settings);
        try (QdrantClient client = stack.qdrant()) {
            BareUpserts bareUpserts = new BareUpserts(client);
            Side ours = new Side(
                    "ours",
                    (round, watch) -> sync(stack, settings, corpus, collections.apply(round), worker, client, watch));
            Side bare = new Side("bare client", (round, watch) -> {
                CollectionPoints.create(client, BARE, collections.apply(round));
                bareUpserts.write(BARE, corpus, collections.apply(round), settings.points(), watch);
                CollectionPoints.delete(client, BARE);
            });
            for (int round = settings.firstRound(); round <= settings.rounds(); round++) {
                Interleaving.round(NAME, round, settings.points(), List.of(ours, bare), stack, progress);
            }
            return result(ours, bare);
        }
    }

    private static void sync(
            PrivateStack stack,
            BenchSettings settings,
            SyntheticCorpus corpus,
            BenchCollection collection,
            ApplicationProcess worker,
            QdrantClient client,
            Stopwatch watch)
            throws Exception {
        int points = settings.points();
        String alias = collection.store().value();
        collection.create(stack);
        CollectionRows.insert(stack, corpus, collection, points);
        // One document beyond the measured ones tells when the worker has the partitions and the generation.
        CollectionTopic.fill(stack, corpus, collection, points, points + 1);
        CollectionPoints.awaitAlias(client, alias, settings.roundBound());
        CollectionPoints.awaitCount(client, alias, 1, settings.roundBound());
        try (FrozenProcess _ = worker.freeze()) {
            CollectionTopic.fill(stack, corpus, collection, 0, points);
            watch.settle();
            watch.start();
        }
        CollectionPoints.awaitCount(client, alias, points + 1L, settings.roundBound());
        watch.stop();
        stack.deleteTopics(List.of(collection.topic(stack)));
        CollectionPoints.deleteBehind(client, alias);
    }

    private static BenchmarkResult result(Side ours, Side bare) {
        Figure figure = new Figure(
                "topic to searchable",
                Unit.POINTS_PER_SECOND,
                ours.sample(),
                List.of(bare.asRawLimit()),
                new Target.RatioAtLeast(TARGET));
        return BenchmarkResult.measured(NAME, List.of(figure), List.of(ours.bound(), bare.bound()));
    }
}
