package io.millrace.local.qdrant.index;

import io.millrace.local.qdrant.filter.IndexFields;
import io.millrace.local.qdrant.point.PointKey;
import io.millrace.local.qdrant.point.PointVectors;
import io.millrace.local.qdrant.point.SparseWeights;
import io.millrace.local.qdrant.point.VectorSchema;
import io.qdrant.client.grpc.JsonWithInt.Struct;
import io.qdrant.client.grpc.JsonWithInt.Value;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.KnnVectorValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.util.BytesRef;

/** Reads points of one segment in ascending order of documents. For one thread. */
public final class SegmentPoints {

    private record DenseReader(FloatVectorValues values, KnnVectorValues.DocIndexIterator iterator) {}

    private final BinaryDocValues keys;
    private final NumericDocValues versions;
    private final BinaryDocValues payloads;
    private final Map<String, DenseReader> dense = new HashMap<>();
    private final Map<String, BinaryDocValues> sparse = new HashMap<>();

    /** Opens a segment for reading points with these vectors. */
    public SegmentPoints(LeafReader reader, VectorSchema schema, Set<String> vectorNames) throws IOException {
        this.keys = DocValues.getBinary(reader, IndexFields.KEY);
        this.versions = DocValues.getNumeric(reader, IndexFields.VERSION);
        this.payloads = DocValues.getBinary(reader, IndexFields.PAYLOAD);
        for (String name : vectorNames) {
            if (schema.dense().containsKey(name)) {
                FloatVectorValues values = reader.getFloatVectorValues(IndexFields.dense(name));
                if (values != null) {
                    dense.put(name, new DenseReader(values, values.iterator()));
                }
            } else {
                sparse.put(name, DocValues.getBinary(reader, IndexFields.sparseValues(name)));
            }
        }
    }

    /** Reads a point; documents must not go backwards. */
    public StoredPoint read(int doc, boolean payload) throws IOException {
        return new StoredPoint(key(doc), version(doc), payload ? payload(doc) : Map.of(), vectors(doc));
    }

    /** Reads the key of a point; documents must not go backwards. */
    public PointKey key(int doc) throws IOException {
        if (!keys.advanceExact(doc)) {
            throw new IOException("Document " + doc + " has no key: the index is damaged");
        }
        return PointKey.fromBytes(keys.binaryValue());
    }

    private long version(int doc) throws IOException {
        return versions.advanceExact(doc) ? versions.longValue() : 0;
    }

    private Map<String, Value> payload(int doc) throws IOException {
        if (!payloads.advanceExact(doc)) {
            return Map.of();
        }
        BytesRef bytes = payloads.binaryValue();
        return Struct.parser()
                .parseFrom(bytes.bytes, bytes.offset, bytes.length)
                .getFieldsMap();
    }

    private PointVectors vectors(int doc) throws IOException {
        if (dense.isEmpty() && sparse.isEmpty()) {
            return PointVectors.NONE;
        }
        Map<String, float[]> denseVectors = new TreeMap<>();
        for (Map.Entry<String, DenseReader> entry : dense.entrySet()) {
            KnnVectorValues.DocIndexIterator iterator = entry.getValue().iterator();
            int at = iterator.docID() < doc ? iterator.advance(doc) : iterator.docID();
            if (at == doc) {
                // the array belongs to the reader and is overwritten by the next read
                denseVectors.put(
                        entry.getKey(),
                        entry.getValue().values().vectorValue(iterator.index()).clone());
            }
        }
        Map<String, SparseWeights> sparseVectors = new TreeMap<>();
        for (Map.Entry<String, BinaryDocValues> entry : sparse.entrySet()) {
            if (entry.getValue().advanceExact(doc)) {
                sparseVectors.put(
                        entry.getKey(), SparseWeights.fromBytes(entry.getValue().binaryValue()));
            }
        }
        return new PointVectors(denseVectors, sparseVectors);
    }
}
