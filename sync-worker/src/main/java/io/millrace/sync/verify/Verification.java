package io.millrace.sync.verify;

import io.millrace.sync.collection.CollectionRow;
import io.millrace.sync.connection.QdrantConnection;
import io.millrace.sync.retry.StopSignal;
import io.millrace.sync.verify.SortedMerge.Counts;
import io.millrace.sync.verify.StoredChunks.Judged;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;

/** Compares Postgres with a Qdrant collection, under live writes. Thread-safe. */
public final class Verification {

    /**
     * What was found.
     *
     * @param differences proven
     * @param undecided suspects whose documents the pipeline did not pass in time
     */
    public record Report(String collection, long chunks, long points, List<Difference> differences, long undecided) {
        public Report {
            differences = List.copyOf(differences);
        }

        public boolean equal() {
            return differences.isEmpty() && undecided == 0;
        }

        public long count(Difference.Kind kind) {
            return differences.stream().filter(d -> d.kind() == kind).count();
        }
    }

    private static final int JUDGED_AT_ONCE = 500;
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final DataSource database;
    private final QdrantConnection qdrant;
    private final StopSignal stop;

    public Verification(DataSource database, QdrantConnection qdrant, StopSignal stop) {
        this.database = database;
        this.qdrant = qdrant;
        this.stop = stop;
    }

    /**
     * @param target a generation or the alias
     * @param patience how long to wait for the pipeline to pass the suspects
     * @param catchUp brings the target to where the pipeline is; does nothing when workers do that
     */
    public Report compare(CollectionRow collection, String target, Duration patience, Runnable catchUp) {
        StoredChunks chunks = new StoredChunks(database, collection);
        StoredPoints points = new StoredPoints(qdrant, target);
        List<Difference> suspects = new ArrayList<>();
        Counts counts = chunks.streamed(states -> SortedMerge.compare(states, points.streamed(), suspects::add));

        List<Difference> proven = new ArrayList<>();
        long deadline = System.nanoTime() + patience.toNanos();
        List<Difference> open = suspects;
        while (!open.isEmpty()) {
            List<Difference> undecided = new ArrayList<>();
            for (int from = 0; from < open.size(); from += JUDGED_AT_ONCE) {
                judge(
                        open.subList(from, Math.min(open.size(), from + JUDGED_AT_ONCE)),
                        chunks,
                        points,
                        catchUp,
                        proven,
                        undecided);
            }
            open = undecided;
            if (!open.isEmpty() && (System.nanoTime() > deadline || stop.await(PAUSE))) {
                break;
            }
        }
        return new Report(collection.name(), counts.chunks(), counts.points(), proven, open.size());
    }

    /** Postgres, then Qdrant, then Postgres again: only an unchanged, settled document makes a suspicion a proof. */
    private static void judge(
            List<Difference> suspects,
            StoredChunks chunks,
            StoredPoints points,
            Runnable catchUp,
            List<Difference> proven,
            List<Difference> undecided) {
        Map<UUID, Judged> before = chunks.judge(suspects);
        catchUp.run();
        Map<UUID, ChunkState> inQdrant =
                points.get(suspects.stream().map(Difference::chunkId).toList());
        Map<UUID, Judged> after = chunks.judge(suspects);
        for (Difference suspect : suspects) {
            Judged first = before.get(suspect.chunkId());
            Judged second = after.get(suspect.chunkId());
            if (first == null
                    || second == null
                    || !first.settled()
                    || first.documentVersion() != second.documentVersion()) {
                undecided.add(suspect);
                continue;
            }
            Difference difference = Difference.between(second.chunk(), inQdrant.get(suspect.chunkId()));
            if (difference != null) {
                proven.add(difference);
            }
        }
    }
}
