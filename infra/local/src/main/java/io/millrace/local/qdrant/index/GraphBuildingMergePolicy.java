package io.millrace.local.qdrant.index;

import java.io.IOException;
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
 * Tiered merges and, when there are none to do, the rewriting of a large segment that has no graph yet: so that a
 * collection that was filled with indexing turned off gets its graphs once it is turned on.
 */
final class GraphBuildingMergePolicy extends FilterMergePolicy {

    private final Supplier<IndexingPolicy> policy;

    GraphBuildingMergePolicy(Supplier<IndexingPolicy> policy) {
        super(new TieredMergePolicy());
        this.policy = policy;
    }

    @Override
    public MergePolicy.@Nullable MergeSpecification findMerges(
            MergeTrigger trigger, SegmentInfos infos, MergePolicy.MergeContext context) throws IOException {
        MergePolicy.@Nullable MergeSpecification tiered = super.findMerges(trigger, infos, context);
        if (tiered != null) {
            return tiered;
        }
        for (SegmentCommitInfo segment : infos) {
            boolean hasGraph = Boolean.parseBoolean(segment.info.getAttribute(DeferredGraphFormat.GRAPH_ATTRIBUTE));
            if (!hasGraph
                    && policy.get().wantsGraph(segment.info.maxDoc() - segment.getDelCount())
                    && !context.getMergingSegments().contains(segment)) {
                MergePolicy.MergeSpecification rewrite = new MergePolicy.MergeSpecification();
                rewrite.add(new MergePolicy.OneMerge(List.of(segment)));
                return rewrite;
            }
        }
        return null;
    }
}
