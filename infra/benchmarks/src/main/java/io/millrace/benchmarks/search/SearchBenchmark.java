package io.millrace.benchmarks.search;

import io.millrace.benchmarks.BenchSettings;
import io.millrace.benchmarks.Benchmark;
import io.millrace.benchmarks.Latencies;
import io.millrace.benchmarks.Progress;
import io.millrace.benchmarks.Stopwatch;
import io.millrace.benchmarks.collection.BenchCollection;
import io.millrace.benchmarks.collection.CollectionPoints;
import io.millrace.benchmarks.collection.CollectionRows;
import io.millrace.benchmarks.collection.CollectionTopic;
import io.millrace.benchmarks.corpus.SyntheticCorpus;
import io.millrace.benchmarks.machine.CpuUse;
import io.millrace.benchmarks.report.BenchmarkResult;
import io.millrace.benchmarks.report.Figure;
import io.millrace.benchmarks.report.RawLimit;
import io.millrace.benchmarks.report.Target;
import io.millrace.benchmarks.report.Unit;
import io.millrace.benchmarks.stack.Application;
import io.millrace.benchmarks.stack.PrivateStack;
import io.qdrant.client.QdrantClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** Search through query-api, in a process of its own, against the bare client and one bare statement; one search at a time. */
public final class SearchBenchmark implements Benchmark {

    private static final String NAME = "search";
    private static final double TARGET = 1.5;
    private static final int QUERIES = 500;
    /** Of each side in each round, taken in turns. */
    private static final int BLOCKS = 4;

    private static final int SEARCHES_PER_BLOCK = 250;
    /** The compilers of query-api need ten thousands of requests; that many one after the other would take minutes. */
    private static final int WARM_UP_BLOCKS = 64;

    private static final int WARM_UP_CONNECTIONS = 4;

    private static final String RAW = "bare client + SQL";

    private final Latencies ours = new Latencies();
    private final Latencies bare = new Latencies();
    private final List<CpuUse> cpu = new ArrayList<>();

    @Override
    public BenchmarkResult run(PrivateStack stack, BenchSettings settings, Progress progress) throws Exception {
        SyntheticCorpus corpus = settings.corpus();
        BenchCollection collection = BenchCollection.named("bench-search", settings.dimension());
        fill(stack, settings, corpus, collection, progress);
        List<float[]> queries =
                IntStream.range(0, QUERIES).mapToObj(corpus::query).toList();
        try (Searcher raw = new BareSearch(stack, collection, queries);
                Searcher api = new ApiSearch(stack, stack.application(Application.QUERY_API), collection, queries)) {
            warmUp(raw, api);
            progress.say("search: warmed up");
            for (int round = 1; round <= settings.rounds(); round++) {
                ours.beginRound();
                bare.beginRound();
                round(raw, api, stack);
                progress.say(String.format(
                        Locale.ROOT,
                        "search, round %d: ours p50 %.2f ms, %s %.2f ms",
                        round,
                        ours.p50().rounds().getLast(),
                        RAW,
                        bare.p50().rounds().getLast()));
            }
        }
        return BenchmarkResult.measured(
                NAME,
                List.of(
                        new Figure(
                                "p50",
                                Unit.MILLISECONDS,
                                ours.p50(),
                                List.of(new RawLimit(RAW, bare.p50())),
                                new Target.RatioAtMost(TARGET)),
                        new Figure(
                                "p99",
                                Unit.MILLISECONDS,
                                ours.p99(),
                                List.of(new RawLimit(RAW, bare.p99())),
                                new Target.None())),
                List.of(CpuUse.bound("ours, one search at a time,", CpuUse.mean(cpu))));
    }

    private static void fill(
            PrivateStack stack,
            BenchSettings settings,
            SyntheticCorpus corpus,
            BenchCollection collection,
            Progress progress)
            throws Exception {
        stack.application(Application.SYNC_WORKER);
        collection.create(stack);
        CollectionRows.insert(stack, corpus, collection, settings.points());
        CollectionTopic.fill(stack, corpus, collection, 0, settings.points());
        try (QdrantClient client = stack.qdrant()) {
            CollectionPoints.awaitAlias(client, collection.store().value(), settings.roundBound());
            CollectionPoints.awaitCount(client, collection.store().value(), settings.points(), settings.roundBound());
            CollectionPoints.awaitGreen(client, collection.store().value(), settings.roundBound());
        }
        progress.say("search: " + settings.points() + " points are searchable");
    }

    private static void warmUp(Searcher raw, Searcher api) throws Exception {
        Latencies forgotten = new Latencies();
        forgotten.beginRound();
        List<Future<?>> connections = new ArrayList<>();
        try (ExecutorService executor = Executors.newFixedThreadPool(WARM_UP_CONNECTIONS)) {
            for (int connection = 0; connection < WARM_UP_CONNECTIONS; connection++) {
                connections.add(executor.submit(() -> {
                    for (int i = 0; i < WARM_UP_BLOCKS * SEARCHES_PER_BLOCK / WARM_UP_CONNECTIONS; i++) {
                        api.search(i % QUERIES);
                    }
                    return null;
                }));
            }
        }
        for (Future<?> connection : connections) {
            connection.get();
        }
        for (int block = 0; block < WARM_UP_BLOCKS / WARM_UP_CONNECTIONS; block++) {
            block(block, raw, forgotten);
        }
    }

    private void round(Searcher raw, Searcher api, PrivateStack stack) throws Exception {
        for (int block = 0; block < BLOCKS; block++) {
            block(block, raw, bare);
            Stopwatch watch = new Stopwatch(stack.cpuMeter());
            watch.start();
            block(block, api, ours);
            watch.stop();
            cpu.add(watch.cpu());
        }
    }

    private static void block(int block, Searcher searcher, Latencies latencies) throws Exception {
        for (int i = 0; i < SEARCHES_PER_BLOCK; i++) {
            int query = (block * SEARCHES_PER_BLOCK + i) % QUERIES;
            long begin = System.nanoTime();
            searcher.search(query);
            latencies.record(System.nanoTime() - begin);
        }
    }
}
