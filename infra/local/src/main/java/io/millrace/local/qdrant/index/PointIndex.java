package io.millrace.local.qdrant.index;

import io.millrace.local.qdrant.filter.IndexFields;
import io.millrace.local.qdrant.point.DenseSpace;
import io.millrace.local.qdrant.point.PointKey;
import io.millrace.local.qdrant.point.VectorSchema;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.index.ConcurrentMergeScheduler;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SegmentReader;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.SearcherFactory;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.store.FSDirectory;

/**
 * The points of one collection: a Lucene index behind a write-ahead log.
 *
 * <p>Thread-safe. Operations are applied one at a time, in the order of their numbers; reads see every operation that was
 * acknowledged, and a {@link View} never changes.
 */
public final class PointIndex implements Closeable {

    /** Decides what an operation changes, from the newest state; called with writers kept out. */
    public interface Resolver {
        /** The change, possibly an empty one. */
        PointChange resolve(Latest latest) throws IOException;
    }

    /** The newest state of the index, to a {@link Resolver} only. */
    public interface Latest {
        /** A view in which the given points are as every earlier operation left them. */
        View including(Iterable<PointKey> keys) throws IOException;

        /** A view of all that earlier operations left. */
        View all() throws IOException;
    }

    /** An immutable view of the points; closing it releases its files. */
    public final class View implements AutoCloseable {
        private final IndexSearcher searcher;

        private View(IndexSearcher searcher) {
            this.searcher = searcher;
        }

        /** Searches the live points. */
        public IndexSearcher searcher() {
            return searcher;
        }

        /** Reads points by key or document. */
        public PointReader points() {
            return new PointReader(searcher, schema);
        }

        /** The number of dense vectors in segments that have graphs, which is what Qdrant calls indexed. */
        public long vectorsInGraphs() throws IOException {
            long vectors = 0;
            for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
                boolean graph = leaf.reader() instanceof SegmentReader segment
                        && Boolean.parseBoolean(
                                segment.getSegmentInfo().info.getAttribute(DeferredGraphFormat.GRAPH_ATTRIBUTE));
                for (String name : graph ? schema.dense().keySet() : Set.<String>of()) {
                    FloatVectorValues values = leaf.reader().getFloatVectorValues(IndexFields.dense(name));
                    vectors += values == null ? 0 : values.size();
                }
            }
            return vectors;
        }

        @Override
        public void close() throws IOException {
            searchers.release(searcher);
        }
    }

    private static final String OPERATION = "operation";
    private static final double INDEXING_BUFFER_MB = 32;

    /** Above this much log, a checkpoint is due: it bounds the time a restart takes. */
    private static final long CHECKPOINT_BYTES = 96L << 20;

    /** Calls without a write in between, before graphs are built. */
    private static final int IDLE_TICKS = 5;

    private static final long LONGEST_REFRESH_REST = Duration.ofMillis(50).toNanos();

    private static final long REST_TICK = Duration.ofMillis(1).toNanos();

    /** Ticks in which no write is under way, before a refresh: whoever was just answered needs a moment for the next. */
    private static final int QUIET_TICKS = 3;

    /** Recently written keys that are remembered before those that are visible by now are forgotten. */
    private static final int MAX_UNREFRESHED = 10_000;

    private final VectorSchema schema;
    private final FSDirectory directory;
    private final GraphBuildingMergePolicy merging;
    private final IndexWriter writer;
    private final SearcherManager searchers;
    private final WriteAheadLog log;
    private final ReentrantLock writing = new ReentrantLock();
    private final ReentrantLock refreshing = new ReentrantLock();
    private final ReentrantLock committing = new ReentrantLock();
    private final Map<PointKey, Long> unrefreshed = new HashMap<>();
    private final AtomicInteger underWay = new AtomicInteger();
    private volatile long applied;
    private volatile long visible;
    private volatile long committed;
    private long nextRefresh = System.nanoTime();
    private long visibleBefore;
    private long idleSince;
    private int idleTicks;

    private PointIndex(Path path, VectorSchema schema, Supplier<IndexingPolicy> policy) throws IOException {
        this.schema = schema;
        this.directory = FSDirectory.open(Files.createDirectories(path.resolve("points")));
        this.merging = new GraphBuildingMergePolicy(policy);
        this.writer = new IndexWriter(directory, config(policy, merging));
        long commit = 0;
        if (writer.getLiveCommitData() != null) {
            for (Map.Entry<String, String> entry : writer.getLiveCommitData()) {
                if (entry.getKey().equals(OPERATION)) {
                    commit = Long.parseLong(entry.getValue());
                }
            }
        }
        this.committed = commit;
        this.log = WriteAheadLog.open(
                path.resolve("log"),
                commit,
                (operation, record) -> write(PointChange.fromRecord(record, schema), operation));
        this.applied = log.lastOperation();
        this.visible = applied;
        this.searchers = new SearcherManager(writer, new SearcherFactory() {
            @Override
            public IndexSearcher newSearcher(IndexReader reader, IndexReader previous) {
                IndexSearcher searcher = new IndexSearcher(reader);
                searcher.setQueryCache(null);
                return searcher;
            }
        });
    }

    /**
     * Opens or makes the index in a directory, replaying what a crash left in the log.
     *
     * @param policy when graphs are built, asked again at every merge
     */
    public static PointIndex open(Path directory, VectorSchema schema, Supplier<IndexingPolicy> policy)
            throws IOException {
        return new PointIndex(directory, schema, policy);
    }

    private static IndexWriterConfig config(Supplier<IndexingPolicy> policy, GraphBuildingMergePolicy merging) {
        DeferredGraphFormat format = new DeferredGraphFormat(DenseSpace.MAX_DIMENSION, policy);
        ConcurrentMergeScheduler merges = new ConcurrentMergeScheduler();
        // one merge at a time, and never a writer that waits for merges: graphs catch up when writing pauses
        merges.setMaxMergesAndThreads(1_000, 1);
        return new IndexWriterConfig()
                .setCodec(new Lucene104Codec() {
                    @Override
                    public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
                        return format;
                    }
                })
                .setMergePolicy(merging)
                .setMergeScheduler(merges)
                .setRAMBufferSizeMB(INDEXING_BUFFER_MB)
                .setMaxFullFlushMergeWaitMillis(0)
                // a compound file is written out of files that are written before: a fifth of what a refresh costs
                .setUseCompoundFile(false)
                .setCommitOnClose(false);
    }

    /** A view of everything that was acknowledged so far. */
    public View view() throws IOException {
        return new View(searchers.acquire());
    }

    /** The number of the last operation. */
    public long lastOperation() {
        return applied;
    }

    /** A write that has arrived, from then until it is applied. */
    public interface UnderWay extends AutoCloseable {
        @Override
        void close();
    }

    /** Tells that a write has arrived: a refresh may wait for it. */
    public UnderWay arrived() {
        underWay.incrementAndGet();
        return underWay::decrementAndGet;
    }

    /**
     * Resolves, logs and applies an operation; an empty change is not logged.
     *
     * @return the number of the operation, to give to {@link #awaitDurable} and {@link #awaitVisible}
     */
    public long write(Resolver resolver) throws IOException {
        writing.lock();
        try {
            PointChange change = resolver.resolve(latest);
            if (change.isEmpty()) {
                return applied;
            }
            long operation = log.append(change.record());
            write(change, operation);
            if (unrefreshed.size() > MAX_UNREFRESHED) {
                unrefreshed.values().removeIf(earlier -> earlier <= visible);
            }
            change.keys().forEach(key -> unrefreshed.put(key, operation));
            applied = operation;
            return operation;
        } finally {
            writing.unlock();
        }
    }

    private void write(PointChange change, long operation) throws IOException {
        switch (change) {
            case PointChange.Put(List<PreparedPoint> points) -> {
                for (PreparedPoint point : points) {
                    writer.updateDocument(new Term(IndexFields.KEY, point.key().bytes()), point.documentOf(operation));
                }
            }
            case PointChange.Remove(List<PointKey> keys) ->
                writer.deleteDocuments(keys.stream()
                        .map(key -> new Term(IndexFields.KEY, key.bytes()))
                        .toArray(Term[]::new));
        }
    }

    /** Returns once the operation is on disk. */
    public void awaitDurable(long operation) throws IOException {
        log.awaitDurable(operation);
    }

    /**
     * Returns once new views show the operation. One refresh serves every operation applied before it, and while writes are
     * under way the next begins no sooner than the last one took: under load refreshing takes half of the time at most, and
     * alone it waits for nothing.
     */
    public void awaitVisible(long operation) throws IOException {
        refresh(operation, LONGEST_REFRESH_REST);
    }

    private void refresh(long operation, long longestRest) throws IOException {
        if (visible >= operation) {
            return;
        }
        refreshing.lock();
        try {
            if (visible < operation) {
                rest(longestRest);
                long begun = System.nanoTime();
                long covered = applied;
                searchers.maybeRefreshBlocking();
                visible = covered;
                long ended = System.nanoTime();
                nextRefresh = ended + (ended - begun);
            }
        } finally {
            refreshing.unlock();
        }
    }

    private void rest(long longest) {
        long end = Math.min(nextRefresh, System.nanoTime() + longest);
        for (int quiet = 0; quiet < QUIET_TICKS; quiet = underWay.get() == 0 ? quiet + 1 : 0) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return;
            }
            LockSupport.parkNanos(this, Math.min(left, REST_TICK));
        }
    }

    private final Latest latest = new Latest() {
        @Override
        public View including(Iterable<PointKey> keys) throws IOException {
            for (PointKey key : keys) {
                if (unrefreshed.getOrDefault(key, 0L) > visible) {
                    return all();
                }
            }
            return view();
        }

        @Override
        public View all() throws IOException {
            // writers are kept out meanwhile: not a moment to rest
            refresh(applied, 0);
            return view();
        }
    };

    /** Commits when enough has been logged since the last commit; to be called now and then. */
    public void checkpointIfDue() throws IOException {
        if (log.bytesSinceStart() >= CHECKPOINT_BYTES) {
            checkpoint();
        }
    }

    /** Makes Lucene's files durable with everything applied so far, and drops the log before it. */
    public void checkpoint() throws IOException {
        committing.lock();
        try {
            long operation;
            List<Path> obsolete;
            writing.lock();
            try {
                operation = applied;
                if (operation == committed) {
                    return;
                }
                writer.setLiveCommitData(
                        Map.of(OPERATION, Long.toString(operation)).entrySet());
                writer.prepareCommit();
                obsolete = log.startNewFile();
            } finally {
                writing.unlock();
            }
            writer.commit();
            committed = operation;
            for (Path file : obsolete) {
                Files.deleteIfExists(file);
            }
        } finally {
            committing.unlock();
        }
    }

    /** Gathers points without a graph into one that has it, in the background, if they are enough. */
    public void buildGraphs() throws IOException {
        merging.consolidate();
        writer.maybeMerge();
    }

    /** Builds graphs once writing has paused, and lets views use them; to be called now and then, by one thread. */
    public void buildGraphsWhenIdle() throws IOException {
        // A merge and a write that nobody awaits make no view new; where writes are awaited, their refreshes do it
        long seen = visible;
        if (seen == visibleBefore) {
            searchers.maybeRefresh();
        }
        visibleBefore = seen;
        long last = applied;
        idleTicks = last == idleSince ? idleTicks + 1 : 0;
        idleSince = last;
        if (idleTicks == IDLE_TICKS) {
            buildGraphs();
        }
    }

    @Override
    public void close() throws IOException {
        checkpoint();
        closeWithoutCheckpoint();
    }

    /** Lets go of all files; what was acknowledged stays in the log. */
    public void closeWithoutCheckpoint() throws IOException {
        searchers.close();
        writer.rollback();
        log.close();
        directory.close();
    }
}
