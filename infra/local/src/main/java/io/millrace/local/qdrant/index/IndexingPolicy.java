package io.millrace.local.qdrant.index;

import io.millrace.local.qdrant.point.DenseSpace;
import io.millrace.local.qdrant.point.VectorSchema;
import io.qdrant.client.grpc.Collections.CollectionConfig;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;

/**
 * When a segment gets HNSW graphs, and how they are built.
 *
 * @param graphThreshold points a segment must have; {@code Integer.MAX_VALUE} for never
 * @param m links per graph node
 * @param efConstruct candidates considered for the links of a node
 */
public record IndexingPolicy(int graphThreshold, int m, int efConstruct) {

    /** Graphs of fewer points than this cost more than they save. */
    private static final int MIN_THRESHOLD = 1_000;

    /** Threshold of Qdrant in kilobytes of vectors: DEFAULT_INDEXING_THRESHOLD_KB, lib/shard/src/optimizers/config.rs. */
    private static final long DEFAULT_THRESHOLD_KB = 10_000;

    /** Scanning is cheap here, and every graph costs a merge: half as many graphs as Qdrant would build. */
    private static final long SCAN_ADVANTAGE = 2;

    /** Reads the policy of a collection; an indexing threshold of 0 turns graphs off, as in Qdrant. */
    public static IndexingPolicy of(CollectionConfig config, VectorSchema schema) {
        var optimizers = config.getOptimizerConfig();
        long kilobytes = optimizers.hasIndexingThreshold() ? optimizers.getIndexingThreshold() : DEFAULT_THRESHOLD_KB;
        int dimension = schema.dense().values().stream()
                .mapToInt(DenseSpace::dimension)
                .max()
                .orElse(1);
        long points = kilobytes == 0
                ? Integer.MAX_VALUE
                : Math.max(MIN_THRESHOLD, SCAN_ADVANTAGE * kilobytes * 1024 / ((long) dimension * Float.BYTES));
        var hnsw = config.getHnswConfig();
        return new IndexingPolicy(
                (int) Math.min(points, Integer.MAX_VALUE),
                hnsw.hasM() ? (int) Math.clamp(hnsw.getM(), 2, Lucene99HnswVectorsFormat.MAXIMUM_MAX_CONN) : 16,
                hnsw.hasEfConstruct()
                        ? (int) Math.clamp(hnsw.getEfConstruct(), 4, Lucene99HnswVectorsFormat.MAXIMUM_BEAM_WIDTH)
                        : 100);
    }

    /** Whether a segment of this many points gets graphs when it is next written by a merge. */
    boolean wantsGraph(int points) {
        return points >= graphThreshold;
    }
}
