package io.millrace.local.qdrant.index;

import io.millrace.local.qdrant.point.SparseWeights;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.BytesTermAttribute;
import org.apache.lucene.analysis.tokenattributes.PayloadAttribute;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.util.BytesRef;

/** The inverted form of sparse vectors: a term per dimension, whose one position carries the exact weight. */
public final class SparsePostings {

    private static final FieldType TYPE = new FieldType();

    static {
        TYPE.setIndexOptions(IndexOptions.DOCS_AND_FREQS_AND_POSITIONS);
        TYPE.setTokenized(true);
        TYPE.setOmitNorms(true);
        TYPE.freeze();
    }

    private SparsePostings() {}

    static Field field(String name, SparseWeights weights) {
        return new Field(name, new WeightStream(weights), TYPE);
    }

    /** The term of a dimension. */
    public static BytesRef term(int dimension) {
        return new BytesRef(new byte[] {
            (byte) (dimension >>> 24), (byte) (dimension >>> 16), (byte) (dimension >>> 8), (byte) dimension
        });
    }

    /** The weight that a position carries. */
    public static float weight(BytesRef payload) {
        int bits = 0;
        for (int i = 0; i < Float.BYTES; i++) {
            bits = (bits << 8) | (payload.bytes[payload.offset + i] & 0xff);
        }
        return Float.intBitsToFloat(bits);
    }

    private static final class WeightStream extends TokenStream {
        private final BytesTermAttribute term = addAttribute(BytesTermAttribute.class);
        private final PayloadAttribute weight = addAttribute(PayloadAttribute.class);
        private final SparseWeights weights;
        private int next;

        WeightStream(SparseWeights weights) {
            this.weights = weights;
        }

        @Override
        public boolean incrementToken() {
            if (next == weights.size()) {
                return false;
            }
            clearAttributes();
            term.setBytesRef(term(weights.dimension(next)));
            weight.setPayload(term(Float.floatToRawIntBits(weights.weight(next))));
            next++;
            return true;
        }

        @Override
        public void reset() {
            next = 0;
        }
    }
}
