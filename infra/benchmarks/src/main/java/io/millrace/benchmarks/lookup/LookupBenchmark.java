package io.millrace.benchmarks.lookup;

import io.millrace.benchmarks.BenchSettings;
import io.millrace.benchmarks.Benchmark;
import io.millrace.benchmarks.Latencies;
import io.millrace.benchmarks.Progress;
import io.millrace.benchmarks.Stopwatch;
import io.millrace.benchmarks.collection.BenchCollection;
import io.millrace.benchmarks.machine.CpuUse;
import io.millrace.benchmarks.report.BenchmarkResult;
import io.millrace.benchmarks.report.Figure;
import io.millrace.benchmarks.report.RawLimit;
import io.millrace.benchmarks.report.Target;
import io.millrace.benchmarks.report.Unit;
import io.millrace.benchmarks.stack.Application;
import io.millrace.benchmarks.stack.PrivateStack;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * A document by id, and a page of 100 chunks, through query-api in a process of its own and by the same statements without it;
 * one read at a time, of documents drawn at random.
 */
public final class LookupBenchmark implements Benchmark {

    private static final String NAME = "lookup";
    private static final double DOCUMENT_TARGET = 10;
    private static final double CHUNKS_TARGET = 20;
    /** Of each kind on each side in each round, taken in turns. */
    private static final int BLOCKS = 4;

    private static final int READS_PER_BLOCK = 500;
    /** The compilers of query-api need ten thousands of requests. */
    private static final int WARM_UP_ROUNDS = 6;

    private static final String RAW = "bare SQL";

    private final List<CpuUse> cpu = new ArrayList<>();

    /** A kind of read, with the times of both sides. */
    private record Kind(String name, double target, Read read, Latencies ours, Latencies bare) {

        Kind(String name, double target, Read read) {
            this(name, target, read, new Latencies(), new Latencies());
        }

        void beginRound() {
            ours.beginRound();
            bare.beginRound();
        }

        List<Figure> figures() {
            return List.of(
                    new Figure(
                            name + " p50",
                            Unit.MILLISECONDS,
                            ours.p50(),
                            List.of(new RawLimit(RAW, bare.p50())),
                            new Target.None()),
                    new Figure(
                            name + " p99",
                            Unit.MILLISECONDS,
                            ours.p99(),
                            List.of(new RawLimit(RAW, bare.p99())),
                            new Target.AtMost(target)));
        }
    }

    private interface Read {
        void from(Lookup side, int document) throws Exception;
    }

    @Override
    public BenchmarkResult run(PrivateStack stack, BenchSettings settings, Progress progress) throws Exception {
        BenchCollection collection = BenchCollection.named("bench-lookup", settings.dimension());
        collection.create(stack);
        List<UUID> documents =
                LookupRows.insert(stack, collection, Math.ceilDiv(settings.points(), LookupRows.CHUNKS_PER_DOCUMENT));
        progress.say("lookup: " + documents.size() * LookupRows.CHUNKS_PER_DOCUMENT + " chunks of " + documents.size()
                + " documents are stored");
        SplittableRandom random = new SplittableRandom(settings.seed());
        List<Kind> kinds = List.of();
        try (Lookup raw = new BareLookup(stack, collection, documents);
                Lookup api = new ApiLookup(stack, stack.application(Application.QUERY_API), collection, documents)) {
            for (int round = 1 - WARM_UP_ROUNDS; round <= settings.rounds(); round++) {
                if (round <= 1) {
                    kinds = kinds();
                    cpu.clear();
                }
                measure(kinds, raw, api, documents.size(), random, stack);
                progress.say(String.format(
                        Locale.ROOT,
                        "lookup, %s: p99 of a document %.2f ms, of a page of chunks %.2f ms",
                        round <= 0 ? "warm-up" : "round " + round,
                        kinds.getFirst().ours().p99().rounds().getLast(),
                        kinds.getLast().ours().p99().rounds().getLast()));
            }
        }
        return BenchmarkResult.measured(
                NAME,
                kinds.stream().flatMap(kind -> kind.figures().stream()).toList(),
                List.of(CpuUse.bound("ours, one read at a time,", CpuUse.mean(cpu))));
    }

    private static List<Kind> kinds() {
        return List.of(
                new Kind("document by id", DOCUMENT_TARGET, Lookup::document),
                new Kind("page of 100 chunks", CHUNKS_TARGET, Lookup::chunks));
    }

    private void measure(
            List<Kind> kinds, Lookup raw, Lookup api, int documents, SplittableRandom random, PrivateStack stack)
            throws Exception {
        kinds.forEach(Kind::beginRound);
        for (int block = 0; block < BLOCKS; block++) {
            for (Kind kind : kinds) {
                int[] drawn = random.ints(READS_PER_BLOCK, 0, documents).toArray();
                block(kind.read(), raw, drawn, kind.bare());
                Stopwatch watch = new Stopwatch(stack.cpuMeter());
                watch.start();
                block(kind.read(), api, drawn, kind.ours());
                watch.stop();
                cpu.add(watch.cpu());
            }
        }
    }

    private static void block(Read read, Lookup side, int[] documents, Latencies latencies) throws Exception {
        for (int document : documents) {
            long begin = System.nanoTime();
            read.from(side, document);
            latencies.record(System.nanoTime() - begin);
        }
    }
}
