package io.millrace.sync.rebuild;

import io.millrace.schemas.avro.CollectionSpec;
import io.millrace.schemas.changeevent.ChangeEventCodec;
import io.millrace.schemas.collection.CollectionState;
import io.millrace.sync.collection.CollectionLedger;
import io.millrace.sync.collection.CollectionRow;
import io.millrace.sync.collection.Generations;
import io.millrace.sync.connection.KafkaClients;
import io.millrace.sync.connection.QdrantConnection;
import io.millrace.sync.connection.SyncSettings;
import io.millrace.sync.connection.TopicReader;
import io.millrace.sync.point.LimitedPointSink;
import io.millrace.sync.point.ParallelPointWriter;
import io.millrace.sync.point.PointWrite;
import io.millrace.sync.point.PointWrite.GuardedDelete;
import io.millrace.sync.point.PointWrites;
import io.millrace.sync.point.QdrantPointSink;
import io.millrace.sync.point.RetryingPointSink;
import io.millrace.sync.retry.BackOff;
import io.millrace.sync.retry.StopSignal;
import io.millrace.sync.verify.Difference;
import io.millrace.sync.verify.Verification;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Rebuilds a collection's points from its topic, and moves its alias there and back. See the package for why this is safe
 * while others write. Thread-safe; rebuilds of one collection exclude each other.
 */
public final class Rebuild implements AutoCloseable {

    /**
     * What would be, or was, done.
     *
     * @param generation that the alias points to afterwards
     * @param previous that the alias pointed to before
     * @param events records replayed, or to replay at most
     * @param points in the generation, once it is filled
     * @param skipped records that are no change events or that Qdrant refuses; they are in the dead letters
     * @param undecided chunks whose document the pipeline had not passed when they were verified
     */
    public record Outcome(
            String collection,
            @Nullable String generation,
            @Nullable String previous,
            long events,
            long points,
            long skipped,
            long undecided,
            boolean executed) {}

    private static final int POLL_RECORDS = 4096;
    private static final int WRITES_AT_ONCE = 8;
    /** A gap this small is closed after the alias has moved; it is held in memory as a whole. */
    private static final long SMALL_GAP = 2_000;

    private static final int MOST_ROUNDS = 50;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final SyncSettings settings;
    private final DataSource database;
    private final QdrantConnection qdrant;
    private final Clock clock;
    private final KafkaClients kafka;
    private final CollectionLedger ledger;
    private final Generations generations;
    private final ChangeEventCodec codec = new ChangeEventCodec();
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final StopSignal stop = new StopSignal();

    public Rebuild(SyncSettings settings, DataSource database, QdrantConnection qdrant, Clock clock) {
        this.settings = settings;
        this.database = database;
        this.qdrant = qdrant;
        this.clock = clock;
        this.kafka = new KafkaClients(settings.kafka());
        this.ledger = new CollectionLedger(database);
        this.generations = new Generations(qdrant);
    }

    /** What a rebuild would read; changes nothing. */
    public Outcome preview(CollectionRow collection) {
        Optional<String> live = generations.aliasTarget(collection.store());
        try (TopicReader topic = TopicReader.of(kafka, settings.topics().chunks(collection.store()), 1)) {
            long events = TopicReader.distance(topic.beginnings(), topic.ends());
            long points = live.map(generations::count).orElse(0L);
            return new Outcome(collection.name(), null, live.orElse(null), events, points, 0, 0, false);
        }
    }

    /**
     * Fills a new generation, verifies it and moves the alias.
     *
     * @param dropOld whether older generations go at once; otherwise the previous one stays, for a rollback
     * @throws RefusedRebuildException if it must not or cannot be done; search is as it was
     */
    public Outcome rebuild(CollectionRow collection, boolean dropOld, ReplayProgress progress) {
        CollectionSpec spec = spec(collection);
        try (RebuildLock lock = RebuildLock.take(settings.postgres(), collection.id())) {
            dropAbandoned(collection);
            String generation = Generations.newName(
                    collection.store(), new HashSet<>(generations.list(collection.store())), clock.instant());
            CollectionState before = ledger.rebuild(collection.id(), generation);
            Outcome outcome = fill(collection, generation, spec, before, progress);
            dropOlder(collection, outcome, dropOld);
            return outcome;
        }
    }

    /** What a rebuild that ends without a new generation leaves is what was there before it. */
    private Outcome fill(
            CollectionRow collection,
            String generation,
            CollectionSpec spec,
            CollectionState before,
            ReplayProgress progress) {
        boolean done = false;
        try {
            generations.ensure(generation, spec);
            Outcome outcome = moveTo(collection, generation, false, progress);
            done = true;
            return outcome;
        } finally {
            if (!done) {
                ledger.abandoned(collection.id(), before);
            }
        }
    }

    /** The generation that a rollback would go to: the newest one before the live one. */
    public Optional<String> rollbackTarget(CollectionRow collection) {
        String live = generations.aliasTarget(collection.store()).orElse("");
        return generations.list(collection.store()).stream()
                .filter(generation -> generation.compareTo(live) < 0)
                .reduce((older, newer) -> newer);
    }

    /**
     * Brings the previous generation up to date and moves the alias back to it. Both stay.
     *
     * @throws RefusedRebuildException if there is none, or if it cannot be brought up to date
     */
    public Outcome rollback(CollectionRow collection, ReplayProgress progress) {
        spec(collection);
        try (RebuildLock lock = RebuildLock.take(settings.postgres(), collection.id())) {
            String generation = rollbackTarget(collection)
                    .orElseThrow(() -> new RefusedRebuildException("Collection " + collection.name()
                            + " has no earlier generation to roll back to: it was dropped, or there never was one."));
            // Not recorded as staging: that names what may be dropped if we die.
            return moveTo(collection, generation, true, progress);
        }
    }

    private CollectionSpec spec(CollectionRow collection) {
        return CollectionSpecs.find(kafka, settings.topics(), collection.id())
                .filter(found -> !collection.deleted())
                .orElseThrow(() -> new RefusedRebuildException(
                        "The topic " + settings.topics().collections()
                                + " has no spec of collection " + collection.name()
                                + ": it was deleted, or the relay has not sent it yet."));
    }

    private Outcome moveTo(
            CollectionRow collection, String generation, boolean removeOrphans, ReplayProgress progress) {
        Optional<String> previous = generations.aliasTarget(collection.store());
        ParallelPointWriter points = new ParallelPointWriter(
                new RetryingPointSink(
                        new ExistingGenerationSink(new LimitedPointSink(new QdrantPointSink(qdrant), WRITES_AT_ONCE)),
                        BackOff.DEFAULT,
                        stop),
                executor);
        try (TopicReader topic = TopicReader.of(kafka, settings.topics().chunks(collection.store()), POLL_RECORDS)) {
            GenerationFill fill =
                    new GenerationFill(topic, collection.store(), generation, codec, points, executor, progress);
            Rounds rounds = new Rounds(topic, fill, topic.beginnings());
            progress.stage("replay", TopicReader.distance(topic.beginnings(), topic.ends()));
            rounds.catchUp();
            progress.stage("verify: the new generation against PostgreSQL", 0);
            Verification.Report report = compare(collection, generation, previous.isPresent(), rounds);
            if (removeOrphans) {
                points.writeAll(orphans(report, generation));
            }
            requireEqual(report, generation, removeOrphans);
            rounds.catchUp();
            progress.stage("switch: searches to the new generation", 0);
            switchAlias(collection, generation);
            rounds.closeGap();
            return new Outcome(
                    collection.name(),
                    generation,
                    previous.orElse(null),
                    fill.events(),
                    generations.count(generation),
                    fill.skipped(),
                    report.undecided(),
                    true);
        }
    }

    /** From here on searches and live writes go to this generation. */
    private void switchAlias(CollectionRow collection, String generation) {
        generations.pointAlias(collection.store(), generation);
        ledger.live(collection.id(), generation);
    }

    private Verification.Report compare(
            CollectionRow collection, String generation, boolean workersMayPass, Rounds rounds) {
        // Without an alias no worker can pass anything, so there is nothing to wait for.
        Duration patience = workersMayPass ? PATIENCE : Duration.ZERO;
        return new Verification(database, qdrant, stop).compare(collection, generation, patience, rounds::catchUp);
    }

    /** What a generation of the past still has though the topic has forgotten even its deletion. */
    private static List<PointWrite> orphans(Verification.Report report, String generation) {
        List<GuardedDelete> deletes = report.differences().stream()
                .filter(difference -> difference.kind() == Difference.Kind.ORPHANED)
                .map(difference -> new GuardedDelete(
                        difference.chunkId(), Objects.requireNonNullElse(difference.qdrantVersion(), 0L)))
                .toList();
        return PointWrites.of(generation, List.of(), deletes);
    }

    private static void requireEqual(Verification.Report report, String generation, boolean orphansRemoved) {
        List<Difference> left = report.differences().stream()
                .filter(difference -> !orphansRemoved || difference.kind() != Difference.Kind.ORPHANED)
                .toList();
        if (!left.isEmpty()) {
            throw new RefusedRebuildException("The generation " + generation + " differs from Postgres in "
                    + left.size() + " chunks, the first being "
                    + left.getFirst().chunkId()
                    + ", so the alias stays where it is: look into './millrace dlt list' of the collection's topic.");
        }
    }

    /** What a rebuild that died left behind. */
    private void dropAbandoned(CollectionRow collection) {
        Optional<String> live = generations.aliasTarget(collection.store());
        collection
                .staging()
                .filter(staging -> !live.equals(Optional.of(staging)))
                .filter(staging -> collection.live().isPresent() || live.isPresent())
                .filter(staging -> !collection.live().equals(Optional.of(staging)))
                .filter(generations.list(collection.store())::contains)
                .ifPresent(generations::drop);
    }

    private void dropOlder(CollectionRow collection, Outcome outcome, boolean dropOld) {
        List<String> all = generations.list(collection.store());
        for (String generation : all) {
            boolean live = generation.equals(outcome.generation());
            boolean kept = !dropOld && generation.equals(outcome.previous());
            if (!live && !kept) {
                generations.drop(generation);
            }
        }
    }

    @Override
    public void close() {
        stop.raise();
        executor.close();
    }

    /** The rounds of the package's argument. */
    private static final class Rounds {
        private final TopicReader topic;
        private final GenerationFill fill;
        private Map<TopicPartition, Long> appliedTo;

        Rounds(TopicReader topic, GenerationFill fill, Map<TopicPartition, Long> beginnings) {
            this.topic = topic;
            this.fill = fill;
            this.appliedTo = beginnings;
        }

        /** Rounds until what is left is small enough to be closed at once. */
        void catchUp() {
            for (int round = 0; round < MOST_ROUNDS; round++) {
                Map<TopicPartition, Long> ends = topic.ends();
                fill.replay(appliedTo, ends);
                appliedTo = ends;
                if (TopicReader.distance(appliedTo, topic.ends()) <= SMALL_GAP) {
                    return;
                }
            }
            throw new RefusedRebuildException("Events arrive faster than they can be replayed: the alias stays where"
                    + " it is; run the rebuild again when less is being written.");
        }

        void closeGap() {
            Map<TopicPartition, Long> afterSwitch = topic.ends();
            Set<UUID> upserted = fill.closeGap(appliedTo, afterSwitch);
            fill.deleteAgain(afterSwitch, topic.ends(), upserted);
            appliedTo = afterSwitch;
        }
    }
}
