package io.millrace.local.qdrant.payload;

import io.qdrant.client.grpc.JsonWithInt.Value;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.NumericUtils;

/**
 * The index terms of a payload: one per scalar, {@code path ␀ type value}, so that one Lucene field serves every payload
 * key without an entry per key in the schema.
 *
 * <p>A scalar inside an array is found under the path of the array and under that path with {@code []}, because a field
 * condition of Qdrant looks one array level deep ({@code ValueChecker::_check} in
 * {@code lib/segment/src/payload_storage/condition_checker.rs}).
 */
public final class PayloadTerms {

    /** Longer strings have no term; {@link #keyword} says so, and conditions on them read the payload instead. */
    private static final int MAX_STRING_BYTES = 512;

    private static final byte KEYWORD = 's';
    private static final byte INTEGER = 'i';
    private static final byte BOOLEAN = 'b';
    private static final byte NUMBER = 'n';

    private PayloadTerms() {}

    /** All terms of a payload, each once. */
    public static Set<BytesRef> of(Map<String, Value> payload) {
        Set<BytesRef> terms = new HashSet<>();
        payload.forEach((key, value) -> add(key, value, terms));
        return terms;
    }

    private static void add(String path, Value value, Set<BytesRef> terms) {
        switch (value.getKindCase()) {
            case STRUCT_VALUE ->
                value.getStructValue()
                        .getFieldsMap()
                        .forEach((key, member) -> add(JsonPath.canonicalMember(path, key), member, terms));
            case LIST_VALUE -> {
                String elements = JsonPath.canonicalElements(path);
                for (Value element : value.getListValue().getValuesList()) {
                    addScalar(path, element, terms);
                    add(elements, element, terms);
                }
            }
            default -> addScalar(path, value, terms);
        }
    }

    private static void addScalar(String path, Value value, Set<BytesRef> terms) {
        if (!JsonPath.isIndexed(path)) {
            return;
        }
        switch (value.getKindCase()) {
            case STRING_VALUE -> {
                if (isIndexed(value.getStringValue())) {
                    terms.add(keyword(path, value.getStringValue()));
                }
            }
            case INTEGER_VALUE -> {
                terms.add(integer(path, value.getIntegerValue()));
                terms.add(number(path, (double) value.getIntegerValue()));
            }
            case DOUBLE_VALUE -> terms.add(number(path, value.getDoubleValue()));
            case BOOL_VALUE -> terms.add(bool(path, value.getBoolValue()));
            case NULL_VALUE, STRUCT_VALUE, LIST_VALUE, KIND_NOT_SET -> {}
        }
    }

    /** Whether this string has a term: a condition on one that has not must read payloads. */
    public static boolean isIndexed(String value) {
        return value.length() <= MAX_STRING_BYTES / 3
                || value.getBytes(StandardCharsets.UTF_8).length <= MAX_STRING_BYTES;
    }

    /** The term of a string at a canonical path. */
    public static BytesRef keyword(String path, String value) {
        return term(path, KEYWORD, value.getBytes(StandardCharsets.UTF_8));
    }

    /** The term of an integer at a canonical path. */
    public static BytesRef integer(String path, long value) {
        byte[] bytes = new byte[Long.BYTES];
        NumericUtils.longToSortableBytes(value, bytes, 0);
        return term(path, INTEGER, bytes);
    }

    /** The term of a boolean at a canonical path. */
    public static BytesRef bool(String path, boolean value) {
        return term(path, BOOLEAN, new byte[] {(byte) (value ? 1 : 0)});
    }

    /** The term of any number at a canonical path; byte order is numeric order, so ranges are term ranges. */
    public static BytesRef number(String path, double value) {
        byte[] bytes = new byte[Long.BYTES];
        // -0.0 and 0.0 compare equal in a range
        NumericUtils.longToSortableBytes(NumericUtils.doubleToSortableLong(value == 0.0 ? 0.0 : value), bytes, 0);
        return term(path, NUMBER, bytes);
    }

    private static BytesRef term(String path, byte type, byte[] value) {
        byte[] name = path.getBytes(StandardCharsets.UTF_8);
        byte[] bytes = new byte[name.length + 2 + value.length];
        System.arraycopy(name, 0, bytes, 0, name.length);
        bytes[name.length + 1] = type;
        System.arraycopy(value, 0, bytes, name.length + 2, value.length);
        return new BytesRef(bytes);
    }
}
