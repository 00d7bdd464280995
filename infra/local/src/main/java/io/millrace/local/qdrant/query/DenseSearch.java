package io.millrace.local.qdrant.query;

import io.millrace.local.qdrant.filter.IndexFields;
import io.millrace.local.qdrant.point.DenseSpace;
import io.millrace.local.qdrant.point.DistanceMetric;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.KnnVectorValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.Bits;
import org.jspecify.annotations.Nullable;

/** Nearest neighbours in a dense space. */
final class DenseSearch {

    /** Candidates that a graph walk keeps when the request does not say: Qdrant's default ef, the one of construction. */
    private static final int DEFAULT_EF = 100;

    private DenseSearch() {}

    /**
     * The nearest points, best first.
     *
     * @param query a vector that {@link DenseSpace#query} prepared
     * @param filter restricts the points, null for all
     * @param exact scans all vectors instead of walking graphs
     * @param ef candidates of a graph walk, 0 for the default
     */
    static List<Hit> nearest(
            IndexSearcher searcher,
            DenseSpace space,
            float[] query,
            @Nullable Query filter,
            int limit,
            boolean exact,
            int ef)
            throws IOException {
        if (limit == 0 || searcher.getIndexReader().numDocs() == 0) {
            return List.of();
        }
        if (exact || space.metric() == DistanceMetric.MANHATTAN) {
            return scan(searcher, space, query, filter, limit);
        }
        int candidates = Math.min(
                Math.max(limit, ef == 0 ? DEFAULT_EF : ef),
                searcher.getIndexReader().numDocs());
        KnnFloatVectorQuery knn = new KnnFloatVectorQuery(IndexFields.dense(space.name()), query, candidates, filter);
        ScoreDoc[] nearest = searcher.search(knn, Math.min(limit, candidates)).scoreDocs;
        return rescore(
                searcher,
                space,
                query,
                Arrays.stream(nearest).mapToInt(hit -> hit.doc).toArray(),
                limit);
    }

    private static List<Hit> scan(
            IndexSearcher searcher, DenseSpace space, float[] query, @Nullable Query filter, int limit)
            throws IOException {
        HitQueue best = new HitQueue(limit, space.metric().largerIsBetter());
        Weight weight = filter == null
                ? null
                : searcher.createWeight(searcher.rewrite(filter), ScoreMode.COMPLETE_NO_SCORES, 1);
        for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
            FloatVectorValues vectors = leaf.reader().getFloatVectorValues(IndexFields.dense(space.name()));
            Scorer matches = weight == null ? null : weight.scorer(leaf);
            if (vectors == null || (weight != null && matches == null)) {
                continue;
            }
            KnnVectorValues.DocIndexIterator withVector = vectors.iterator();
            DocIdSetIterator matching = matches == null ? null : matches.iterator();
            Bits live = leaf.reader().getLiveDocs();
            for (int doc = withVector.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = withVector.nextDoc()) {
                if ((live != null && !live.get(doc)) || (matching != null && !includes(matching, doc))) {
                    continue;
                }
                best.offer(leaf.docBase + doc, space.metric().score(query, vectors.vectorValue(withVector.index())));
            }
        }
        return best.bestFirst();
    }

    private static boolean includes(DocIdSetIterator matching, int doc) throws IOException {
        return (matching.docID() < doc ? matching.advance(doc) : matching.docID()) == doc;
    }

    /** The given documents by their exact scores, best first; those without a vector of this space are left out. */
    static List<Hit> rescore(IndexSearcher searcher, DenseSpace space, float[] query, int[] docs, int limit)
            throws IOException {
        HitQueue best = new HitQueue(limit, space.metric().largerIsBetter());
        int[] ascending = docs.clone();
        Arrays.sort(ascending);
        List<LeafReaderContext> leaves = searcher.getIndexReader().leaves();
        int currentLeaf = -1;
        FloatVectorValues vectors = null;
        KnnVectorValues.DocIndexIterator iterator = null;
        for (int doc : ascending) {
            int leaf = ReaderUtil.subIndex(doc, leaves);
            if (leaf != currentLeaf) {
                currentLeaf = leaf;
                vectors = leaves.get(leaf).reader().getFloatVectorValues(IndexFields.dense(space.name()));
                iterator = vectors == null ? null : vectors.iterator();
            }
            if (vectors != null && iterator != null && includes(iterator, doc - leaves.get(leaf).docBase)) {
                best.offer(doc, space.metric().score(query, vectors.vectorValue(iterator.index())));
            }
        }
        return best.bestFirst();
    }
}
