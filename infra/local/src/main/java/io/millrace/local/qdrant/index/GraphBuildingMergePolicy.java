package io.millrace.local.qdrant.index;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.lucene.index.FilterMergePolicy;
import org.apache.lucene.index.MergePolicy;
import org.apache.lucene.index.MergeTrigger;
import org.apache.lucene.index.SegmentCommitInfo;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.index.TieredMergePolicy;
import org.jspecify.annotations.Nullable;

/**
 * Tiered merges and, when asked for, one merge of all segments without a graph into one that has it: so that points which
 * came in small segments, or while indexing was turned off, get their graph like in Qdrant's indexing optimizer. A merge takes
 * the processor from whoever writes, so while there are writes more segments may gather than a search likes.
 */
final class GraphBuildingMergePolicy extends FilterMergePolicy {

    private static final int SEGMENTS_WHILE_WRITING = 24;

    private final MergePolicy resting = new TieredMergePolicy();
    private final Supplier<IndexingPolicy> policy;
    private volatile boolean consolidating;

    GraphBuildingMergePolicy(Supplier<IndexingPolicy> policy) {
        super(new TieredMergePolicy().setSegmentsPerTier(SEGMENTS_WHILE_WRITING));
        this.policy = policy;
    }

    /** Lets the next look for merges gather all points without a graph, if they are enough for one, or else fewer segments. */
    void consolidate() {
        consolidating = true;
    }

    @Override
    public MergePolicy.@Nullable MergeSpecification findMerges(
            MergeTrigger trigger, SegmentInfos infos, MergePolicy.MergeContext context) throws IOException {
        if (consolidating) {
            consolidating = false;
            List<SegmentCommitInfo> flat = new ArrayList<>();
            int points = 0;
            for (SegmentCommitInfo segment : infos) {
                boolean hasGraph = Boolean.parseBoolean(segment.info.getAttribute(DeferredGraphFormat.GRAPH_ATTRIBUTE));
                if (!hasGraph && !context.getMergingSegments().contains(segment)) {
                    flat.add(segment);
                    points += segment.info.maxDoc() - context.numDeletesToMerge(segment);
                }
            }
            if (policy.get().wantsGraph(points)) {
                MergePolicy.MergeSpecification rewrite = new MergePolicy.MergeSpecification();
                rewrite.add(new MergePolicy.OneMerge(flat));
                return rewrite;
            }
            return resting.findMerges(trigger, infos, context);
        }
        return super.findMerges(trigger, infos, context);
    }
}
