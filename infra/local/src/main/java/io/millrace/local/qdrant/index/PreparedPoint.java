package io.millrace.local.qdrant.index;

import io.millrace.local.qdrant.filter.IndexFields;
import io.millrace.local.qdrant.payload.PayloadTerms;
import io.millrace.local.qdrant.point.PointKey;
import io.millrace.local.qdrant.point.PointVectors;
import io.millrace.local.qdrant.point.SparseWeights;
import io.millrace.local.qdrant.point.VectorSchema;
import io.qdrant.client.grpc.JsonWithInt.Struct;
import io.qdrant.client.grpc.JsonWithInt.Value;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.util.BytesRef;

/**
 * A point ready to be written: its Lucene document and its log record, both made before the collection's write lock is
 * taken, so that concurrent requests prepare in parallel.
 */
public final class PreparedPoint {

    private final PointKey key;
    private final byte[] record;
    private final Document document;
    private final NumericDocValuesField version;

    private PreparedPoint(PointKey key, byte[] record, Document document, NumericDocValuesField version) {
        this.key = key;
        this.record = record;
        this.document = document;
        this.version = version;
    }

    /** Prepares a point with vectors in stored form. */
    public static PreparedPoint of(
            PointKey key, Map<String, Value> payload, PointVectors vectors, VectorSchema schema) {
        byte[] payloadBytes = payload.isEmpty()
                ? new byte[0]
                : Struct.newBuilder().putAllFields(payload).build().toByteArray();
        NumericDocValuesField version = new NumericDocValuesField(IndexFields.VERSION, 0);
        Document document = new Document();
        BytesRef keyBytes = key.bytes();
        document.add(new StringField(IndexFields.KEY, keyBytes, Field.Store.NO));
        document.add(new BinaryDocValuesField(IndexFields.KEY, keyBytes));
        document.add(version);
        if (!payload.isEmpty()) {
            document.add(new BinaryDocValuesField(IndexFields.PAYLOAD, new BytesRef(payloadBytes)));
            for (BytesRef term : PayloadTerms.of(payload)) {
                document.add(new StringField(IndexFields.TERMS, term, Field.Store.NO));
            }
        }
        vectors.dense()
                .forEach((name, vector) -> document.add(new KnnFloatVectorField(
                        IndexFields.dense(name),
                        vector,
                        schema.denseSpace(name).metric().similarity())));
        vectors.sparse().forEach((name, weights) -> {
            document.add(SparsePostings.field(IndexFields.sparsePostings(name), weights));
            document.add(new BinaryDocValuesField(IndexFields.sparseValues(name), weights.bytes()));
        });
        return new PreparedPoint(key, record(keyBytes, payloadBytes, vectors), document, version);
    }

    private static byte[] record(BytesRef key, byte[] payload, PointVectors vectors) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(payload.length + 2048);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            writeBytes(out, key);
            writeBytes(out, new BytesRef(payload));
            out.writeInt(vectors.dense().size());
            for (Map.Entry<String, float[]> dense : vectors.dense().entrySet()) {
                out.writeUTF(dense.getKey());
                ByteBuffer floats = ByteBuffer.allocate(dense.getValue().length * Float.BYTES);
                floats.asFloatBuffer().put(dense.getValue());
                writeBytes(out, new BytesRef(floats.array()));
            }
            out.writeInt(vectors.sparse().size());
            for (Map.Entry<String, SparseWeights> sparse : vectors.sparse().entrySet()) {
                out.writeUTF(sparse.getKey());
                writeBytes(out, sparse.getValue().bytes());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Reads a point from the log. */
    static PreparedPoint read(DataInputStream in, VectorSchema schema) throws IOException {
        PointKey key = PointKey.fromBytes(new BytesRef(readBytes(in)));
        Map<String, Value> payload = Struct.parseFrom(readBytes(in)).getFieldsMap();
        Map<String, float[]> dense = new TreeMap<>();
        for (int i = in.readInt(); i > 0; i--) {
            String name = in.readUTF();
            byte[] bytes = readBytes(in);
            float[] vector = new float[bytes.length / Float.BYTES];
            ByteBuffer.wrap(bytes).asFloatBuffer().get(vector);
            dense.put(name, vector);
        }
        Map<String, SparseWeights> sparse = new TreeMap<>();
        for (int i = in.readInt(); i > 0; i--) {
            String name = in.readUTF();
            sparse.put(name, SparseWeights.fromBytes(new BytesRef(readBytes(in))));
        }
        return of(key, payload, new PointVectors(dense, sparse), schema);
    }

    private static void writeBytes(DataOutputStream out, BytesRef bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes.bytes, bytes.offset, bytes.length);
    }

    private static byte[] readBytes(DataInputStream in) throws IOException {
        return in.readNBytes(in.readInt());
    }

    /** The identifier of the point. */
    public PointKey key() {
        return key;
    }

    byte[] record() {
        return record;
    }

    Document documentOf(long operation) {
        version.setLongValue(operation);
        return document;
    }
}
