package io.millrace.local.qdrant.query;

import io.millrace.local.qdrant.filter.IndexFields;
import io.millrace.local.qdrant.index.PointReader;
import io.millrace.local.qdrant.point.PointKey;
import java.io.IOException;
import java.util.Arrays;
import java.util.PriorityQueue;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.FixedBitSet;
import org.jspecify.annotations.Nullable;

/** Pages of points in order of their keys: a merge of the sorted key terms of all segments. */
public final class KeyOrder {

    private KeyOrder() {}

    /**
     * The documents of the first points from a key on.
     *
     * @param from the first key that may be returned, null for the very first
     * @param filter restricts the points, null for all
     * @param limit the most documents to return
     */
    public static int[] page(IndexSearcher searcher, @Nullable PointKey from, @Nullable Query filter, int limit)
            throws IOException {
        FixedBitSet accepted = filter == null ? null : Matches.all(searcher, filter);
        PriorityQueue<SegmentKeys> segments = new PriorityQueue<>((a, b) -> a.key.compareTo(b.key));
        for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
            Terms terms = leaf.reader().terms(IndexFields.KEY);
            if (terms != null) {
                SegmentKeys segment = new SegmentKeys(leaf, terms.iterator(), accepted);
                if (segment.seek(from == null ? new BytesRef() : from.bytes())) {
                    segments.add(segment);
                }
            }
        }
        int[] docs = new int[Math.min(limit, searcher.getIndexReader().numDocs())];
        int size = 0;
        while (size < docs.length && !segments.isEmpty()) {
            SegmentKeys segment = segments.remove();
            docs[size++] = segment.doc;
            if (segment.next()) {
                segments.add(segment);
            }
        }
        return Arrays.copyOf(docs, size);
    }

    /** The accepted points of one segment in order of their keys. */
    private static final class SegmentKeys {
        private final LeafReaderContext leaf;
        private final TermsEnum terms;
        private final @Nullable FixedBitSet accepted;
        private @Nullable PostingsEnum postings;
        private BytesRef key = new BytesRef();
        private int doc;

        SegmentKeys(LeafReaderContext leaf, TermsEnum terms, @Nullable FixedBitSet accepted) {
            this.leaf = leaf;
            this.terms = terms;
            this.accepted = accepted;
        }

        boolean seek(BytesRef from) throws IOException {
            return terms.seekCeil(from) != TermsEnum.SeekStatus.END && (isAccepted(terms.term()) || next());
        }

        boolean next() throws IOException {
            for (BytesRef term = terms.next(); term != null; term = terms.next()) {
                if (isAccepted(term)) {
                    return true;
                }
            }
            return false;
        }

        private boolean isAccepted(BytesRef term) throws IOException {
            postings = terms.postings(postings, PostingsEnum.NONE);
            int live = PointReader.liveDoc(postings, leaf.reader().getLiveDocs());
            if (live == DocIdSetIterator.NO_MORE_DOCS || (accepted != null && !accepted.get(leaf.docBase + live))) {
                return false;
            }
            // terms.next() overwrites the term it returned before
            key = BytesRef.deepCopyOf(term);
            doc = leaf.docBase + live;
            return true;
        }
    }
}
