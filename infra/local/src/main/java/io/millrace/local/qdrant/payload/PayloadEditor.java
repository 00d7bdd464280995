package io.millrace.local.qdrant.payload;

import io.qdrant.client.grpc.JsonWithInt.ListValue;
import io.qdrant.client.grpc.JsonWithInt.Struct;
import io.qdrant.client.grpc.JsonWithInt.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Edited copies of a payload, after {@code value_set}, {@code value_remove} and {@code merge_map} of Qdrant's
 * {@code lib/segment/src/json_path/mod.rs} and {@code lib/segment/src/common/utils.rs}.
 */
public final class PayloadEditor {

    private PayloadEditor() {}

    /** The payload with the new members set at its top; a null member removes its key. */
    public static Map<String, Value> merge(Map<String, Value> payload, Map<String, Value> members) {
        Map<String, Value> merged = new LinkedHashMap<>(payload);
        members.forEach((key, value) -> {
            if (value.hasNullValue()) {
                merged.remove(key);
            } else {
                merged.put(key, value);
            }
        });
        return merged;
    }

    /** The payload with the new members set in the object at a path; objects on the way are made, arrays are not grown. */
    public static Map<String, Value> mergeAt(Map<String, Value> payload, JsonPath path, Map<String, Value> members) {
        Map<String, Value> merged = new LinkedHashMap<>(payload);
        Value current = merged.getOrDefault(path.first(), Value.getDefaultInstance());
        merged.put(path.first(), mergeInto(current, path.rest(), members));
        return merged;
    }

    private static Value mergeInto(Value value, List<JsonPath.Step> steps, Map<String, Value> members) {
        if (steps.isEmpty()) {
            return object(merge(value.getStructValue().getFieldsMap(), members));
        }
        List<JsonPath.Step> rest = steps.subList(1, steps.size());
        return switch (steps.getFirst()) {
            case JsonPath.Key(String name) -> {
                Map<String, Value> fields =
                        new LinkedHashMap<>(value.getStructValue().getFieldsMap());
                Value member = fields.getOrDefault(name, Value.getDefaultInstance());
                fields.put(name, mergeInto(member, rest, members));
                yield object(fields);
            }
            case JsonPath.Index(int position) -> {
                ListValue.Builder elements = value.getListValue().toBuilder();
                if (position < elements.getValuesCount()) {
                    elements.setValues(position, mergeInto(elements.getValues(position), rest, members));
                }
                yield Value.newBuilder().setListValue(elements).build();
            }
            case JsonPath.Wildcard _ -> {
                ListValue.Builder elements = ListValue.newBuilder();
                for (Value element : value.getListValue().getValuesList()) {
                    elements.addValues(mergeInto(element, rest, members));
                }
                yield Value.newBuilder().setListValue(elements).build();
            }
        };
    }

    /** The payload without the values at a path; a final {@code []} empties the array, a final position keeps it. */
    public static Map<String, Value> remove(Map<String, Value> payload, JsonPath path) {
        Value current = payload.get(path.first());
        if (current == null) {
            return payload;
        }
        Map<String, Value> edited = new LinkedHashMap<>(payload);
        if (path.rest().isEmpty()) {
            edited.remove(path.first());
        } else {
            edited.put(path.first(), removeFrom(current, path.rest()));
        }
        return edited;
    }

    private static Value removeFrom(Value value, List<JsonPath.Step> steps) {
        boolean last = steps.size() == 1;
        List<JsonPath.Step> rest = steps.subList(1, steps.size());
        return switch (steps.getFirst()) {
            case JsonPath.Key(String name) -> {
                Value member = value.getStructValue().getFieldsMap().get(name);
                if (member == null) {
                    yield value;
                }
                Map<String, Value> fields =
                        new LinkedHashMap<>(value.getStructValue().getFieldsMap());
                if (last) {
                    fields.remove(name);
                } else {
                    fields.put(name, removeFrom(member, rest));
                }
                yield object(fields);
            }
            case JsonPath.Index(int position) -> {
                if (last || position >= value.getListValue().getValuesCount()) {
                    yield value;
                }
                ListValue.Builder elements = value.getListValue().toBuilder();
                elements.setValues(position, removeFrom(elements.getValues(position), rest));
                yield Value.newBuilder().setListValue(elements).build();
            }
            case JsonPath.Wildcard _ -> {
                if (!value.hasListValue()) {
                    yield value;
                }
                ListValue.Builder elements = ListValue.newBuilder();
                if (!last) {
                    for (Value element : value.getListValue().getValuesList()) {
                        elements.addValues(removeFrom(element, rest));
                    }
                }
                yield Value.newBuilder().setListValue(elements).build();
            }
        };
    }

    static Value object(Map<String, Value> fields) {
        return Value.newBuilder()
                .setStructValue(Struct.newBuilder().putAllFields(fields))
                .build();
    }
}
