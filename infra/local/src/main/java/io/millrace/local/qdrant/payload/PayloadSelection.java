package io.millrace.local.qdrant.payload;

import io.qdrant.client.grpc.JsonWithInt.ListValue;
import io.qdrant.client.grpc.JsonWithInt.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which part of a payload an answer carries, after {@code value_filter}, {@code check_include_pattern} and
 * {@code check_exclude_pattern} of Qdrant's {@code lib/segment/src/json_path/mod.rs}.
 */
public sealed interface PayloadSelection {

    /** The whole payload. */
    record All() implements PayloadSelection {}

    /** No payload. */
    record None() implements PayloadSelection {}

    /** What lies at, above or below one of these paths. */
    record Include(List<JsonPath> paths) implements PayloadSelection {
        /** Copies the paths. */
        public Include {
            paths = List.copyOf(paths);
        }
    }

    /** Everything that does not lie at or below one of these paths. */
    record Exclude(List<JsonPath> paths) implements PayloadSelection {
        /** Copies the paths. */
        public Exclude {
            paths = List.copyOf(paths);
        }
    }

    /** The selected part of a payload. */
    default Map<String, Value> from(Map<String, Value> payload) {
        return switch (this) {
            case All _ -> payload;
            case None _ -> Map.of();
            case Include _, Exclude _ -> {
                Map<String, Value> selected = new LinkedHashMap<>();
                payload.forEach((key, value) -> {
                    if (keeps(key, List.of())) {
                        selected.put(key, prune(key, List.of(), value));
                    }
                });
                yield selected;
            }
        };
    }

    private Value prune(String first, List<JsonPath.Step> steps, Value value) {
        if (value.hasStructValue()) {
            Map<String, Value> members = new LinkedHashMap<>();
            value.getStructValue().getFieldsMap().forEach((key, member) -> {
                List<JsonPath.Step> below = append(steps, new JsonPath.Key(key));
                if (keeps(first, below)) {
                    members.put(key, prune(first, below, member));
                }
            });
            return PayloadEditor.object(members);
        }
        if (value.hasListValue()) {
            List<JsonPath.Step> below = append(steps, new JsonPath.Wildcard());
            ListValue.Builder elements = ListValue.newBuilder();
            for (Value element : value.getListValue().getValuesList()) {
                if (keeps(first, below)) {
                    elements.addValues(prune(first, below, element));
                }
            }
            return Value.newBuilder().setListValue(elements).build();
        }
        return value;
    }

    private boolean keeps(String first, List<JsonPath.Step> steps) {
        return switch (this) {
            case All _ -> true;
            case None _ -> false;
            case Include(List<JsonPath> paths) ->
                paths.stream().anyMatch(path -> path.first().equals(first) && onePrefixesTheOther(path.rest(), steps));
            case Exclude(List<JsonPath> paths) ->
                paths.stream().noneMatch(path -> path.first().equals(first) && isPrefix(path.rest(), steps));
        };
    }

    private static boolean onePrefixesTheOther(List<JsonPath.Step> a, List<JsonPath.Step> b) {
        int shared = Math.min(a.size(), b.size());
        return a.subList(0, shared).equals(b.subList(0, shared));
    }

    private static boolean isPrefix(List<JsonPath.Step> prefix, List<JsonPath.Step> steps) {
        return prefix.size() <= steps.size() && steps.subList(0, prefix.size()).equals(prefix);
    }

    private static List<JsonPath.Step> append(List<JsonPath.Step> steps, JsonPath.Step step) {
        List<JsonPath.Step> longer = new ArrayList<>(steps);
        longer.add(step);
        return longer;
    }
}
