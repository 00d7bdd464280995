package io.millrace.benchmarks.latency;

import io.millrace.benchmarks.BenchSettings;
import io.millrace.benchmarks.Benchmark;
import io.millrace.benchmarks.Latencies;
import io.millrace.benchmarks.Progress;
import io.millrace.benchmarks.Stopwatch;
import io.millrace.benchmarks.collection.BenchCollection;
import io.millrace.benchmarks.collection.CollectionPoints;
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
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Idle latency from event to searchable: ingest-worker and sync-worker from their jars, a steady rate far below what they
 * could do, every document new and of one chunk.
 */
public final class LatencyBenchmark implements Benchmark {

    private static final String NAME = "latency";
    private static final String RAW = "chain of bare clients";
    private static final int WARM_UP_RATE = 60;
    private static final int WARM_UP_DOCUMENTS = 900;
    private static final double P50_TARGET = 150;
    private static final double P99_TARGET = 500;

    private final Map<DocumentKind, StageLatencies> ours = new EnumMap<>(DocumentKind.class);
    private final Latencies bare = new Latencies();
    private final List<CpuUse> cpu = new ArrayList<>();

    @Override
    public BenchmarkResult run(PrivateStack stack, BenchSettings settings, Progress progress) throws Exception {
        SyntheticCorpus corpus = settings.corpus();
        stack.application(Application.INGEST_WORKER);
        stack.application(Application.SYNC_WORKER);
        BenchCollection collection = BenchCollection.named("bench-latency", settings.dimension());
        collection.create(stack);
        try (QdrantClient client = stack.qdrant()) {
            CollectionPoints.awaitAlias(client, collection.store().value(), settings.roundBound());
        }
        try (WholeSystem system = new WholeSystem(stack, collection, corpus);
                BareChain chain = new BareChain(stack, collection, corpus)) {
            warmUp(system, chain, progress);
            for (int round = 1; round <= settings.rounds(); round++) {
                measure(round, system, chain, stack, settings, progress);
            }
        } finally {
            stack.end(Application.INGEST_WORKER);
        }
        return result(settings);
    }

    private void warmUp(WholeSystem system, BareChain chain, Progress progress) throws Exception {
        for (DocumentKind kind : DocumentKind.values()) {
            StageLatencies warm = StageLatencies.create();
            warm.beginRound();
            system.run(kind, WARM_UP_RATE, WARM_UP_DOCUMENTS, warm);
            ours.put(kind, StageLatencies.create());
        }
        Latencies warm = new Latencies();
        warm.beginRound();
        chain.run(WARM_UP_RATE, WARM_UP_DOCUMENTS, warm);
        progress.say("latency: warmed up");
    }

    private void measure(
            int round,
            WholeSystem system,
            BareChain chain,
            PrivateStack stack,
            BenchSettings settings,
            Progress progress)
            throws Exception {
        int documents =
                Math.max(1, Math.toIntExact(settings.latencyTime().toSeconds() * settings.rate() / settings.rounds()));
        for (Map.Entry<DocumentKind, StageLatencies> kind : ours.entrySet()) {
            kind.getValue().beginRound();
            Stopwatch watch = new Stopwatch(stack.cpuMeter());
            watch.start();
            system.run(kind.getKey(), settings.rate(), documents, kind.getValue());
            watch.stop();
            cpu.add(watch.cpu());
            progress.say(String.format(
                    Locale.ROOT,
                    "latency, round %d, %s: p50 %.1f ms, p99 %.1f ms",
                    round,
                    kind.getKey().label(),
                    kind.getValue().total().p50().rounds().getLast(),
                    kind.getValue().total().p99().rounds().getLast()));
        }
        bare.beginRound();
        chain.run(settings.rate(), documents, bare);
        progress.say(String.format(
                Locale.ROOT,
                "latency, round %d, %s: p50 %.1f ms, p99 %.1f ms",
                round,
                RAW,
                bare.p50().rounds().getLast(),
                bare.p99().rounds().getLast()));
    }

    private BenchmarkResult result(BenchSettings settings) {
        List<Figure> figures = new ArrayList<>();
        List<String> bounds = new ArrayList<>();
        ours.forEach((kind, latencies) -> {
            boolean target = kind == DocumentKind.SUPPLIED_VECTORS;
            figures.add(new Figure(
                    "p50, " + kind.label(),
                    Unit.MILLISECONDS,
                    latencies.total().p50(),
                    List.of(new RawLimit(RAW, bare.p50())),
                    target ? new Target.AtMost(P50_TARGET) : new Target.None()));
            figures.add(new Figure(
                    "p99, " + kind.label(),
                    Unit.MILLISECONDS,
                    latencies.total().p99(),
                    List.of(new RawLimit(RAW, bare.p99())),
                    target ? new Target.AtMost(P99_TARGET) : new Target.None()));
            bounds.add(latencies.describe(kind));
        });
        bounds.add(CpuUse.bound(
                String.format(Locale.ROOT, "ours, at %d documents/s,", settings.rate()), CpuUse.mean(cpu)));
        return BenchmarkResult.measured(NAME, figures, bounds);
    }
}
