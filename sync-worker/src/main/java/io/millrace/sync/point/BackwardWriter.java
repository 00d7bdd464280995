package io.millrace.sync.point;

import com.google.protobuf.ByteString;
import com.google.protobuf.WireFormat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Writes a protobuf message from its end to its beginning: the length that stands before each nested message is known by the
 * time it is written, and nothing is measured first. Not thread-safe.
 */
final class BackwardWriter {

    private static final int MAP_KEY = 1;
    private static final int MAP_VALUE = 2;

    private byte[] buffer = new byte[8 * 1024];
    private int begin = buffer.length;

    /** A nested message, whose fields {@code body} writes. */
    void message(int field, Runnable body) {
        int before = written();
        body.run();
        length(field, written() - before);
    }

    /** An entry of a map of messages by text; {@code value} writes the message's fields. */
    void entry(int field, String key, Runnable value) {
        message(field, () -> {
            message(MAP_VALUE, value);
            string(MAP_KEY, key);
        });
    }

    void integer(int field, long value) {
        varint(value);
        tag(field, WireFormat.WIRETYPE_VARINT);
    }

    void string(int field, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        reserve(utf8.length);
        System.arraycopy(utf8, 0, buffer, begin, utf8.length);
        length(field, utf8.length);
    }

    /** A packed repeated field of floats. */
    void floats(int field, float[] values) {
        int length = values.length * Float.BYTES;
        reserve(length);
        ByteBuffer.wrap(buffer, begin, length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .put(values);
        length(field, length);
    }

    /** A packed repeated field of unsigned integers. */
    void unsigned(int field, int[] values) {
        message(field, () -> {
            for (int i = values.length - 1; i >= 0; i--) {
                varint(Integer.toUnsignedLong(values[i]));
            }
        });
    }

    /** What was written, whole; the next message begins anew. */
    ByteString take() {
        ByteString message = ByteString.copyFrom(buffer, begin, written());
        begin = buffer.length;
        return message;
    }

    private int written() {
        return buffer.length - begin;
    }

    /** What stands before so many bytes of a field. */
    private void length(int field, int bytes) {
        varint(bytes);
        tag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    }

    private void tag(int field, int wireType) {
        varint((long) field << 3 | wireType);
    }

    private void varint(long value) {
        int length = 1;
        for (long rest = value >>> 7; rest != 0; rest >>>= 7) {
            length++;
        }
        reserve(length);
        int at = begin;
        long rest = value;
        for (int last = at + length - 1; at < last; at++) {
            buffer[at] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        buffer[at] = (byte) rest;
    }

    /** Begins so many bytes earlier; the buffer may be another one then. */
    private void reserve(int bytes) {
        if (bytes > begin) {
            int written = written();
            byte[] larger = new byte[Math.max(2 * buffer.length, written + bytes)];
            System.arraycopy(buffer, begin, larger, larger.length - written, written);
            begin = larger.length - written;
            buffer = larger;
        }
        begin -= bytes;
    }
}
