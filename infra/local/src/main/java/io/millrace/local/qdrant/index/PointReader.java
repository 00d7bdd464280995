package io.millrace.local.qdrant.index;

import io.millrace.local.qdrant.filter.IndexFields;
import io.millrace.local.qdrant.point.PointKey;
import io.millrace.local.qdrant.point.VectorSchema;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.util.Bits;
import org.jspecify.annotations.Nullable;

/** Reads points of one view, by key or by document number. For one thread. */
public final class PointReader {

    private final IndexSearcher searcher;
    private final VectorSchema schema;

    PointReader(IndexSearcher searcher, VectorSchema schema) {
        this.searcher = searcher;
        this.schema = schema;
    }

    /** The document numbers of those of the given points that exist. */
    public Map<PointKey, Integer> find(Collection<PointKey> keys) throws IOException {
        Map<PointKey, Integer> found = HashMap.newHashMap(keys.size());
        PointKey[] sorted = keys.stream().distinct().sorted().toArray(PointKey[]::new);
        for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
            Terms terms = leaf.reader().terms(IndexFields.KEY);
            if (terms == null || found.size() == sorted.length) {
                continue;
            }
            TermsEnum iterator = terms.iterator();
            Bits live = leaf.reader().getLiveDocs();
            PostingsEnum postings = null;
            for (PointKey key : sorted) {
                if (iterator.seekExact(key.bytes())) {
                    postings = iterator.postings(postings, PostingsEnum.NONE);
                    int doc = liveDoc(postings, live);
                    if (doc != DocIdSetIterator.NO_MORE_DOCS) {
                        found.put(key, leaf.docBase + doc);
                    }
                }
            }
        }
        return found;
    }

    /** The one live document of a key's postings, or {@code NO_MORE_DOCS}. */
    public static int liveDoc(PostingsEnum postings, @Nullable Bits live) throws IOException {
        int doc = postings.nextDoc();
        while (doc != DocIdSetIterator.NO_MORE_DOCS && live != null && !live.get(doc)) {
            doc = postings.nextDoc();
        }
        return doc;
    }

    /** The whole points of the given keys that exist. */
    public Map<PointKey, StoredPoint> read(Collection<PointKey> keys) throws IOException {
        int[] docs = find(keys).values().stream().mapToInt(Integer::intValue).toArray();
        Map<PointKey, StoredPoint> points = HashMap.newHashMap(docs.length);
        for (StoredPoint point : read(docs, true, schema.names())) {
            points.put(point.key(), point);
        }
        return points;
    }

    /**
     * The points of the given documents, in that order.
     *
     * @param payload whether to read payloads; otherwise they are empty
     * @param vectorNames which vectors to read
     */
    public List<StoredPoint> read(int[] docs, boolean payload, Set<String> vectorNames) throws IOException {
        StoredPoint[] points = new StoredPoint[docs.length];
        // doc values only move forward
        int[] order = IntStream.range(0, docs.length)
                .boxed()
                .sorted((a, b) -> Integer.compare(docs[a], docs[b]))
                .mapToInt(Integer::intValue)
                .toArray();
        List<LeafReaderContext> leaves = searcher.getIndexReader().leaves();
        SegmentPoints segment = null;
        int current = -1;
        for (int position : order) {
            int leaf = ReaderUtil.subIndex(docs[position], leaves);
            if (segment == null || leaf != current) {
                segment = new SegmentPoints(leaves.get(leaf).reader(), schema, vectorNames);
                current = leaf;
            }
            points[position] = segment.read(docs[position] - leaves.get(leaf).docBase, payload);
        }
        return Arrays.asList(points);
    }
}
