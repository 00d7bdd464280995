package io.millrace.local.qdrant.index;

import io.millrace.local.qdrant.point.PointKey;
import io.millrace.local.qdrant.point.VectorSchema;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.util.BytesRef;

/** What one operation does to points, with nothing left to decide: it can be replayed without reading anything. */
public sealed interface PointChange {

    /** Puts points in the place of whatever has their keys; of two with one key, the later stays. */
    record Put(List<PreparedPoint> points) implements PointChange {
        /** Copies the list. */
        public Put {
            points = List.copyOf(points);
        }
    }

    /** Removes points. */
    record Remove(List<PointKey> keys) implements PointChange {
        /** Copies the list. */
        public Remove {
            keys = List.copyOf(keys);
        }
    }

    /** Whether nothing would change. */
    default boolean isEmpty() {
        return switch (this) {
            case Put(List<PreparedPoint> points) -> points.isEmpty();
            case Remove(List<PointKey> keys) -> keys.isEmpty();
        };
    }

    /** The keys that are written. */
    default List<PointKey> keys() {
        return switch (this) {
            case Put(List<PreparedPoint> points) ->
                points.stream().map(PreparedPoint::key).toList();
            case Remove(List<PointKey> keys) -> keys;
        };
    }

    /** The log record of this change. */
    default byte[] record() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 16);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            switch (this) {
                case Put(List<PreparedPoint> points) -> {
                    out.writeByte('P');
                    out.writeInt(points.size());
                    for (PreparedPoint point : points) {
                        out.write(point.record());
                    }
                }
                case Remove(List<PointKey> keys) -> {
                    out.writeByte('R');
                    out.writeInt(keys.size());
                    for (PointKey key : keys) {
                        BytesRef keyBytes = key.bytes();
                        out.writeByte(keyBytes.length);
                        out.write(keyBytes.bytes, keyBytes.offset, keyBytes.length);
                    }
                }
            }
        }
        return bytes.toByteArray();
    }

    /** Reads a log record. */
    static PointChange fromRecord(byte[] record, VectorSchema schema) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(record))) {
            byte kind = in.readByte();
            int count = in.readInt();
            if (kind == 'P') {
                List<PreparedPoint> points = new ArrayList<>(count);
                for (int i = 0; i < count; i++) {
                    points.add(PreparedPoint.read(in, schema));
                }
                return new Put(points);
            }
            if (kind != 'R') {
                throw new IOException("The write-ahead log has a record of unknown kind " + kind);
            }
            List<PointKey> keys = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                keys.add(PointKey.fromBytes(new BytesRef(in.readNBytes(in.readByte()))));
            }
            return new Remove(keys);
        }
    }
}
