package io.millrace.benchmarks.relay;

import io.millrace.benchmarks.BenchSettings;
import io.millrace.benchmarks.Benchmark;
import io.millrace.benchmarks.Interleaving;
import io.millrace.benchmarks.Progress;
import io.millrace.benchmarks.Side;
import io.millrace.benchmarks.collection.BenchCollection;
import io.millrace.benchmarks.corpus.SyntheticCorpus;
import io.millrace.benchmarks.report.BenchmarkResult;
import io.millrace.benchmarks.report.Figure;
import io.millrace.benchmarks.report.Target;
import io.millrace.benchmarks.report.Unit;
import io.millrace.benchmarks.stack.PrivateStack;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Outbox rows to their topic: our relay against a bare drain of the same rows and a bare producer of the same records. */
public final class RelayBenchmark implements Benchmark {

    private static final String NAME = "relay";
    private static final double TARGET = 0.5;

    @Override
    public BenchmarkResult run(PrivateStack stack, BenchSettings settings, Progress progress) throws Exception {
        SyntheticCorpus corpus = settings.corpus();
        int rows = settings.points();
        BareDrain bareDrain = new BareDrain(stack);
        BareEngine bareEngine = new BareEngine(stack);
        List<BenchSlot> slots = List.of(new BenchSlot(stack, BareDrain.SLOT), new BenchSlot(stack, BareEngine.SLOT));
        try (OurRelay relay = new OurRelay(stack)) {
            relay.makeSlot();
            IntFunction<BenchCollection> collections = BenchCollection.series("bench-relay-", settings);
            IntFunction<BenchCollection> copies = BenchCollection.series("bench-producer-", settings);
            Side ours = new Side("ours", (round, watch) -> {
                try (TopicEnd end = new TopicEnd(stack, collections.apply(round).topic(stack))) {
                    relay.drain(rows, end, settings.roundBound(), watch);
                }
            });
            Side drain = new Side("bare drain", (round, watch) -> bareDrain.drain(rows, watch));
            Side producer = new Side(
                    "bare producer",
                    (round, watch) -> BareProducer.send(stack, corpus, copies.apply(round), rows, watch));
            Side engine = new Side("bare engine", (round, watch) -> bareEngine.drain(settings.roundBound(), watch));
            for (int round = settings.firstRound(); round <= settings.rounds(); round++) {
                collections.apply(round).createTopic(stack);
                copies.apply(round).createTopic(stack);
                for (BenchSlot slot : slots) {
                    slot.create();
                }
                OutboxRows.commit(stack, corpus, collections.apply(round), rows);
                Interleaving.round(NAME, round, rows, List.of(ours, engine, drain, producer), stack, progress);
                for (BenchSlot slot : slots) {
                    slot.drop();
                }
                OutboxRows.clear(stack);
                // The relayed topics stay until the end: the relay may send the last rows of a round again, and insists
                // on their topic.
                stack.deleteTopics(List.of(copies.apply(round).topic(stack)));
            }
            relay.close();
            stack.deleteTopics(IntStream.rangeClosed(settings.firstRound(), settings.rounds())
                    .mapToObj(round -> collections.apply(round).topic(stack))
                    .toList());
            return result(ours, engine, drain, producer);
        } finally {
            // A slot that nobody reads would hold back the log of all that follows.
            stack.dropSlotIfExists(OurRelay.SLOT);
            for (BenchSlot slot : slots) {
                slot.drop();
            }
        }
    }

    private static BenchmarkResult result(Side ours, Side engine, Side drain, Side producer) {
        Figure figure = new Figure(
                "outbox to topic",
                Unit.RECORDS_PER_SECOND,
                ours.sample(),
                List.of(drain.asRawLimit(), producer.asRawLimit()),
                new Target.RatioAtLeast(TARGET));
        // What the engine takes of it before a row is ours: shown beside, since it is no raw limit but a choice.
        Figure alone = new Figure(
                "engine alone, to nowhere",
                Unit.RECORDS_PER_SECOND,
                engine.sample(),
                List.of(drain.asRawLimit()),
                new Target.None());
        return BenchmarkResult.measured(
                NAME, List.of(figure, alone), List.of(ours.bound(), engine.bound(), drain.bound(), producer.bound()));
    }
}
