package io.millrace.local.qdrant.filter;

import io.millrace.local.qdrant.point.PointKey;
import io.qdrant.client.grpc.JsonWithInt.Struct;
import io.qdrant.client.grpc.JsonWithInt.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.ConstantScoreScorer;
import org.apache.lucene.search.ConstantScoreWeight;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.ScorerSupplier;
import org.apache.lucene.search.TwoPhaseIterator;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/** Runs a condition that index terms cannot decide: reads the point of every candidate, cheaper clauses first. */
final class ConditionQuery extends Query {

    /** Cost of one candidate in Lucene's unit of simple operations: a protobuf payload is parsed. */
    private static final float MATCH_COST = 2_000;

    private final PointCondition condition;

    ConditionQuery(PointCondition condition) {
        this.condition = condition;
    }

    @Override
    public Weight createWeight(IndexSearcher searcher, ScoreMode scoreMode, float boost) {
        return new ConstantScoreWeight(this, boost) {
            @Override
            public ScorerSupplier scorerSupplier(LeafReaderContext context) throws IOException {
                DocIdSetIterator all = DocIdSetIterator.all(context.reader().maxDoc());
                LeafPointView view = new LeafPointView(context.reader());
                TwoPhaseIterator checked = new TwoPhaseIterator(all) {
                    @Override
                    public boolean matches() {
                        view.moveTo(all.docID());
                        return condition.matches(view);
                    }

                    @Override
                    public float matchCost() {
                        return MATCH_COST;
                    }
                };
                Scorer scorer = new ConstantScoreScorer(score(), scoreMode, checked);
                return new DefaultScorerSupplier(scorer);
            }

            @Override
            public boolean isCacheable(LeafReaderContext context) {
                return false;
            }
        };
    }

    @Override
    public void visit(QueryVisitor visitor) {
        visitor.visitLeaf(this);
    }

    @Override
    public String toString(String field) {
        return "ConditionQuery(" + condition + ")";
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ConditionQuery that && condition.equals(that.condition);
    }

    @Override
    public int hashCode() {
        return condition.hashCode();
    }

    /** Reads the points of one segment in ascending order. */
    private static final class LeafPointView implements PointView {
        private final LeafReader reader;
        private final BinaryDocValues keys;
        private final BinaryDocValues payloads;
        private final Map<String, DocIdSetIterator> vectors = new HashMap<>();
        private int doc;
        private @Nullable Map<String, Value> payload;

        LeafPointView(LeafReader reader) throws IOException {
            this.reader = reader;
            this.keys = DocValues.getBinary(reader, IndexFields.KEY);
            this.payloads = DocValues.getBinary(reader, IndexFields.PAYLOAD);
        }

        void moveTo(int newDoc) {
            doc = newDoc;
            payload = null;
        }

        @Override
        public PointKey key() {
            try {
                keys.advanceExact(doc);
                return PointKey.fromBytes(keys.binaryValue());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public Map<String, Value> payload() {
            Map<String, Value> known = payload;
            if (known == null) {
                try {
                    known = payloads.advanceExact(doc) ? parse(payloads.binaryValue()) : Map.of();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                payload = known;
            }
            return known;
        }

        @Override
        public boolean hasVector(String name) {
            DocIdSetIterator iterator = vectors.computeIfAbsent(name, this::iteratorOf);
            try {
                return (iterator.docID() < doc ? iterator.advance(doc) : iterator.docID()) == doc;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private DocIdSetIterator iteratorOf(String name) {
            try {
                FieldInfo dense = reader.getFieldInfos().fieldInfo(IndexFields.dense(name));
                if (dense != null && dense.hasVectorValues()) {
                    return reader.getFloatVectorValues(dense.name).iterator();
                }
                return DocValues.getBinary(reader, IndexFields.sparseValues(name));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    static Map<String, Value> parse(BytesRef bytes) throws IOException {
        return Struct.parser()
                .parseFrom(bytes.bytes, bytes.offset, bytes.length)
                .getFieldsMap();
    }
}
