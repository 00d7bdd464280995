package io.millrace.local.qdrant.index;

import java.io.IOException;
import java.util.function.Supplier;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.KnnVectorsReader;
import org.apache.lucene.codecs.KnnVectorsWriter;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.index.SegmentReadState;
import org.apache.lucene.index.SegmentWriteState;
import org.apache.lucene.store.IOContext;

/**
 * Lucene's HNSW format with up to {@value io.millrace.local.qdrant.point.DenseSpace#MAX_DIMENSION} dimensions, which builds
 * no graph at a flush and only builds one at a merge for segments of the indexing threshold or more: like Qdrant's
 * optimizer, which leaves small segments plain. A segment without a graph is scanned, exactly.
 *
 * <p>Segments are read by Lucene's own format of the same name, found through its service registry.
 */
final class DeferredGraphFormat extends KnnVectorsFormat {

    /** Segment attribute that says whether the segment was written with graphs for its large vector fields. */
    static final String GRAPH_ATTRIBUTE = "millrace.graph";

    private static final KnnVectorsFormat NEVER_A_GRAPH = format(16, 100, Integer.MAX_VALUE);

    private final int maxDimensions;
    private final Supplier<IndexingPolicy> policy;

    DeferredGraphFormat(int maxDimensions, Supplier<IndexingPolicy> policy) {
        super("Lucene99HnswVectorsFormat");
        this.maxDimensions = maxDimensions;
        this.policy = policy;
    }

    @Override
    public KnnVectorsWriter fieldsWriter(SegmentWriteState state) throws IOException {
        IndexingPolicy current = policy.get();
        boolean graph =
                state.context.context() == IOContext.Context.MERGE && current.wantsGraph(state.segmentInfo.maxDoc());
        state.segmentInfo.putAttribute(GRAPH_ATTRIBUTE, Boolean.toString(graph));
        return (graph ? format(current.m(), current.efConstruct(), 0) : NEVER_A_GRAPH).fieldsWriter(state);
    }

    @Override
    public KnnVectorsReader fieldsReader(SegmentReadState state) throws IOException {
        return NEVER_A_GRAPH.fieldsReader(state);
    }

    @Override
    public int getMaxDimensions(String fieldName) {
        return maxDimensions;
    }

    private static KnnVectorsFormat format(int m, int efConstruct, int tinySegmentsThreshold) {
        return new Lucene99HnswVectorsFormat(m, efConstruct, 1, null, tinySegmentsThreshold);
    }
}
