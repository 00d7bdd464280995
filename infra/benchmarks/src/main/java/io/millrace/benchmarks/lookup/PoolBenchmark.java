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
import io.millrace.benchmarks.report.Sample;
import io.millrace.benchmarks.report.Target;
import io.millrace.benchmarks.report.Unit;
import io.millrace.benchmarks.stack.Application;
import io.millrace.benchmarks.stack.PrivateStack;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * How many connections to PostgreSQL query-api needs: {@value #CLIENTS} clients at once read documents and pages of chunks through a
 * query-api of each size of pool, and by the same statements on a connection each.
 */
public final class PoolBenchmark implements Benchmark {

    private static final String NAME = "pool";
    private static final String SIZE = "-Dspring.datasource.hikari.maximum-pool-size=";
    private static final int[] SIZES = {2, 10, 20};
    private static final int CLIENTS = 32;
    /** Shared evenly by the clients. */
    private static final int READS_PER_ROUND = 6_400;

    /** Of so many reads one is a page of chunks, the others are documents. */
    private static final int PAGE_EVERY = 5;

    private static final int WARM_UP_ROUNDS = 4;

    /** One side's rounds. */
    private record Rounds(List<Double> perSecond, Latencies latencies, List<CpuUse> cpu) {

        Rounds() {
            this(new ArrayList<>(), new Latencies(), new ArrayList<>());
        }
    }

    @Override
    public BenchmarkResult run(PrivateStack stack, BenchSettings settings, Progress progress) throws Exception {
        BenchCollection collection = BenchCollection.named("bench-pool", settings.dimension());
        collection.create(stack);
        List<UUID> documents =
                LookupRows.insert(stack, collection, Math.ceilDiv(settings.points(), LookupRows.CHUNKS_PER_DOCUMENT));
        Rounds bare = measure("a connection each", CLIENTS, settings, progress, stack, documents.size(), () -> {
            List<Lookup> sides = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                sides.add(new BareLookup(stack, collection, documents));
            }
            return sides;
        });
        List<Figure> figures = new ArrayList<>();
        List<String> bounds = new ArrayList<>();
        for (int size : SIZES) {
            String name = "pool of " + size;
            stack.end(Application.QUERY_API);
            var api = stack.application(Application.QUERY_API, SIZE + size);
            Rounds ours = measure(name, size, settings, progress, stack, documents.size(), () -> {
                // One client, for its connections are kept open and shared
                Lookup shared = new ApiLookup(stack, api, collection, documents);
                return Collections.nCopies(CLIENTS, shared);
            });
            figures.add(figure(
                    name + ", rate",
                    Unit.REQUESTS_PER_SECOND,
                    new Sample(ours.perSecond()),
                    new Sample(bare.perSecond())));
            figures.add(figure(
                    name + ", p99",
                    Unit.MILLISECONDS,
                    ours.latencies().p99(),
                    bare.latencies().p99()));
            bounds.add(CpuUse.bound(name + ", " + CLIENTS + " clients at once,", CpuUse.mean(ours.cpu())));
        }
        stack.end(Application.QUERY_API);
        return BenchmarkResult.measured(NAME, figures, bounds);
    }

    private static Figure figure(String name, Unit unit, Sample ours, Sample bare) {
        return new Figure(
                name, unit, ours, List.of(new RawLimit("bare SQL, a connection each", bare)), new Target.None());
    }

    /** @param connections how many clients may warm it up: more would wait too long for a connection while nothing is compiled */
    private static Rounds measure(
            String name,
            int connections,
            BenchSettings settings,
            Progress progress,
            PrivateStack stack,
            int documents,
            Callable<List<Lookup>> connect)
            throws Exception {
        Rounds rounds = new Rounds();
        SplittableRandom random = new SplittableRandom(settings.seed());
        List<Lookup> sides = connect.call();
        try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            for (int round = 1 - WARM_UP_ROUNDS; round <= settings.rounds(); round++) {
                if (round == 1) {
                    rounds = new Rounds();
                }
                rounds.latencies().beginRound();
                Stopwatch watch = new Stopwatch(stack.cpuMeter());
                watch.start();
                List<Lookup> active = round <= 0 ? sides.subList(0, Math.min(connections, CLIENTS)) : sides;
                round(clients, active, random, documents, rounds.latencies());
                watch.stop();
                rounds.perSecond().add(READS_PER_ROUND / watch.seconds());
                rounds.cpu().add(watch.cpu());
                progress.say(String.format(
                        Locale.ROOT,
                        "pool, %s, %s: %,.0f/s",
                        name,
                        round <= 0 ? "warm-up" : "round " + round,
                        rounds.perSecond().getLast()));
            }
        } finally {
            for (Lookup side : sides) {
                side.close();
            }
        }
        return rounds;
    }

    private static void round(
            ExecutorService clients, List<Lookup> sides, SplittableRandom random, int documents, Latencies latencies)
            throws Exception {
        List<Future<?>> running = new ArrayList<>();
        for (Lookup side : sides) {
            int[] drawn =
                    random.ints(READS_PER_ROUND / sides.size(), 0, documents).toArray();
            running.add(clients.submit(() -> {
                for (int read = 0; read < drawn.length; read++) {
                    long start = System.nanoTime();
                    if (read % PAGE_EVERY == 0) {
                        side.chunks(drawn[read]);
                    } else {
                        side.document(drawn[read]);
                    }
                    latencies.record(System.nanoTime() - start);
                }
                return null;
            }));
        }
        for (Future<?> client : running) {
            client.get();
        }
    }
}
