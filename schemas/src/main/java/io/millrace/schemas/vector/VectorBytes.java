package io.millrace.schemas.vector;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** float[] and int[] as bytes: four each, little-endian. Thread-safe. */
public final class VectorBytes {

    private VectorBytes() {}

    public static byte[] encode(float[] values) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asFloatBuffer().put(values);
        return buffer.array();
    }

    public static byte[] encode(int[] values) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asIntBuffer().put(values);
        return buffer.array();
    }

    /**
     * Reads what remains of the buffer, whose position does not move.
     *
     * @throws IllegalArgumentException if that is not a multiple of four bytes
     */
    public static float[] decodeFloats(ByteBuffer bytes) {
        float[] values = new float[count(bytes)];
        bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return values;
    }

    /** As {@link #decodeFloats}, for integers. */
    public static int[] decodeInts(ByteBuffer bytes) {
        int[] values = new int[count(bytes)];
        bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(values);
        return values;
    }

    private static int count(ByteBuffer bytes) {
        if (bytes.remaining() % 4 != 0) {
            throw new IllegalArgumentException(
                    "a vector of four-byte values cannot have " + bytes.remaining() + " bytes");
        }
        return bytes.remaining() / 4;
    }
}
