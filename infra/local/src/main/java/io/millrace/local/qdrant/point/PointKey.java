package io.millrace.local.qdrant.point;

import io.millrace.local.qdrant.failure.QdrantStatus;
import io.qdrant.client.grpc.Common.PointId;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.lucene.util.BytesRef;

/**
 * A point identifier in canonical form. Order is that of Qdrant's {@code ExtendedPointId} ({@code lib/segment/src/types.rs}):
 * numbers before UUIDs, numbers unsigned, UUIDs by their bytes. The order of {@link #bytes} is the same.
 *
 * @param uuid whether this is a UUID
 * @param high the upper half of a UUID, 0 for a number
 * @param low the lower half of a UUID, or the number, unsigned
 */
public record PointKey(boolean uuid, long high, long low) implements Comparable<PointKey> {

    private static final Pattern HEX = Pattern.compile("[0-9a-f]{32}");
    private static final Pattern HYPHENATED =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    /**
     * Parses an identifier; UUIDs in the forms of the Rust {@code uuid} crate: hyphenated, plain, braced, URN, any case.
     *
     * @throws io.grpc.StatusRuntimeException INVALID_ARGUMENT as in {@code lib/api/src/grpc/conversions.rs}
     */
    public static PointKey of(PointId id) {
        return switch (id.getPointIdOptionsCase()) {
            case NUM -> new PointKey(false, 0, id.getNum());
            case UUID -> parse(id.getUuid());
            case POINTIDOPTIONS_NOT_SET -> throw QdrantStatus.invalidArgument("No ID options provided");
        };
    }

    private static PointKey parse(String text) {
        String hex = text.toLowerCase(Locale.ROOT);
        if (hex.startsWith("urn:uuid:")) {
            hex = hex.substring("urn:uuid:".length());
        } else if (hex.startsWith("{") && hex.endsWith("}")) {
            hex = hex.substring(1, hex.length() - 1);
        }
        if (HYPHENATED.matcher(hex).matches()) {
            hex = hex.replace("-", "");
        }
        if (!HEX.matcher(hex).matches()) {
            throw QdrantStatus.invalidArgument("Unable to parse UUID: " + text);
        }
        return new PointKey(true, Long.parseUnsignedLong(hex, 0, 16, 16), Long.parseUnsignedLong(hex, 16, 32, 16));
    }

    /** Reads what {@link #bytes} wrote. */
    public static PointKey fromBytes(BytesRef bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes.bytes, bytes.offset, bytes.length);
        boolean uuid = buffer.get() == 1;
        return new PointKey(uuid, uuid ? buffer.getLong() : 0, buffer.getLong());
    }

    /** The index form: 1 byte of kind, then 8 or 16 bytes, big-endian. */
    public BytesRef bytes() {
        ByteBuffer buffer = ByteBuffer.allocate(uuid ? 17 : 9);
        buffer.put((byte) (uuid ? 1 : 0));
        if (uuid) {
            buffer.putLong(high);
        }
        buffer.putLong(low);
        return new BytesRef(buffer.array());
    }

    /** The identifier as an answer carries it: UUIDs hyphenated, in lower case. */
    public PointId toProto() {
        PointId.Builder id = PointId.newBuilder();
        return uuid
                ? id.setUuid(new UUID(high, low).toString()).build()
                : id.setNum(low).build();
    }

    @Override
    public int compareTo(PointKey other) {
        int byKind = Boolean.compare(uuid, other.uuid);
        int byHigh = byKind != 0 ? byKind : Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    @Override
    public String toString() {
        return uuid ? new UUID(high, low).toString() : Long.toUnsignedString(low);
    }
}
