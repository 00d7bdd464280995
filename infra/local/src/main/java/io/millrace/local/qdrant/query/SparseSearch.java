package io.millrace.local.qdrant.query;

import io.millrace.local.qdrant.filter.IndexFields;
import io.millrace.local.qdrant.index.SparsePostings;
import io.millrace.local.qdrant.point.SparseWeights;
import io.qdrant.client.grpc.Collections.Modifier;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.FixedBitSet;
import org.jspecify.annotations.Nullable;

/**
 * Largest dot products in a sparse space: exact, by accumulating the postings of the query's dimensions. Only points that
 * share a dimension with the query are hits, as in Qdrant's {@code lib/sparse/src/index/search_context.rs}.
 */
final class SparseSearch {

    private SparseSearch() {}

    /**
     * The best points, best first.
     *
     * @param filter restricts the points, null for all
     * @param among restricts the points to these documents, null for all
     */
    static List<Hit> nearest(
            IndexSearcher searcher,
            String name,
            Modifier modifier,
            SparseWeights query,
            @Nullable Query filter,
            @Nullable FixedBitSet among,
            int limit)
            throws IOException {
        SparseWeights weighted = modifier == Modifier.Idf ? withIdf(searcher, name, query) : query;
        HitQueue best = new HitQueue(limit, true);
        Weight filterWeight = filter == null
                ? null
                : searcher.createWeight(searcher.rewrite(filter), ScoreMode.COMPLETE_NO_SCORES, 1);
        for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
            Terms terms = leaf.reader().terms(IndexFields.sparsePostings(name));
            Scorer matches = filterWeight == null ? null : filterWeight.scorer(leaf);
            if (terms == null || (filterWeight != null && matches == null)) {
                continue;
            }
            int maxDoc = leaf.reader().maxDoc();
            float[] scores = new float[maxDoc];
            FixedBitSet touched = new FixedBitSet(maxDoc);
            accumulate(terms, weighted, scores, touched);
            DocIdSetIterator matching = matches == null ? null : matches.iterator();
            Bits live = leaf.reader().getLiveDocs();
            for (int doc = next(touched, 0); doc != DocIdSetIterator.NO_MORE_DOCS; doc = next(touched, doc + 1)) {
                if ((live == null || live.get(doc))
                        && (among == null || among.get(leaf.docBase + doc))
                        && (matching == null || includes(matching, doc))) {
                    best.offer(leaf.docBase + doc, scores[doc]);
                }
            }
        }
        return best.bestFirst();
    }

    private static void accumulate(Terms terms, SparseWeights query, float[] scores, FixedBitSet touched)
            throws IOException {
        TermsEnum iterator = terms.iterator();
        PostingsEnum postings = null;
        for (int i = 0; i < query.size(); i++) {
            if (!iterator.seekExact(SparsePostings.term(query.dimension(i)))) {
                continue;
            }
            postings = iterator.postings(postings, PostingsEnum.PAYLOADS);
            for (int doc = postings.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = postings.nextDoc()) {
                postings.nextPosition();
                scores[doc] += query.weight(i) * SparsePostings.weight(Objects.requireNonNull(postings.getPayload()));
                touched.set(doc);
            }
        }
    }

    /**
     * Multiplies each weight with the inverse document frequency of its dimension over the live points:
     * {@code fancy_idf} of {@code lib/segment/src/data_types/query_context.rs}.
     */
    private static SparseWeights withIdf(IndexSearcher searcher, String name, SparseWeights query) throws IOException {
        long points = 0;
        long[] frequencies = new long[query.size()];
        for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
            Terms terms = leaf.reader().terms(IndexFields.sparsePostings(name));
            if (terms == null) {
                continue;
            }
            Bits live = leaf.reader().getLiveDocs();
            points += live == null ? terms.getDocCount() : liveWithVector(leaf, name, live);
            TermsEnum iterator = terms.iterator();
            for (int i = 0; i < frequencies.length; i++) {
                if (iterator.seekExact(SparsePostings.term(query.dimension(i)))) {
                    frequencies[i] += live == null ? iterator.docFreq() : liveFrequency(iterator, live);
                }
            }
        }
        float[] idf = new float[query.size()];
        for (int i = 0; i < idf.length; i++) {
            idf[i] = (float) Math.log((points - frequencies[i] + 0.5f) / (frequencies[i] + 0.5f) + 1f);
        }
        return query.scaledBy(idf);
    }

    private static long liveWithVector(LeafReaderContext leaf, String name, Bits live) throws IOException {
        BinaryDocValues values = leaf.reader().getBinaryDocValues(IndexFields.sparseValues(name));
        return values == null ? 0 : count(values, live);
    }

    private static long liveFrequency(TermsEnum term, Bits live) throws IOException {
        return count(term.postings(null, PostingsEnum.NONE), live);
    }

    private static long count(DocIdSetIterator docs, Bits live) throws IOException {
        long count = 0;
        for (int doc = docs.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = docs.nextDoc()) {
            if (live.get(doc)) {
                count++;
            }
        }
        return count;
    }

    private static int next(FixedBitSet bits, int from) {
        return from < bits.length() ? bits.nextSetBit(from) : DocIdSetIterator.NO_MORE_DOCS;
    }

    private static boolean includes(DocIdSetIterator matching, int doc) throws IOException {
        return (matching.docID() < doc ? matching.advance(doc) : matching.docID()) == doc;
    }
}
