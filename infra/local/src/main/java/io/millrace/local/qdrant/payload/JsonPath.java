package io.millrace.local.qdrant.payload;

import io.qdrant.client.grpc.JsonWithInt.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A path into a payload: {@code a}, {@code a.b}, {@code a[].b}, {@code a[0]}, {@code "quoted key".b}.
 *
 * <p>Grammar and look-up rules are those of Qdrant's {@code lib/segment/src/json_path/parse.rs} and {@code mod.rs}: a key
 * steps into an object only, {@code []} fans out over an array, and a path that does not fit yields no value.
 *
 * @param first the key in the payload itself
 * @param rest the steps below it, outermost first
 */
public record JsonPath(String first, List<Step> rest) {

    /** One step below the first key. */
    public sealed interface Step {}

    /** Steps into the member of an object. */
    public record Key(String name) implements Step {}

    /** Steps into one element of an array, counted from 0. */
    public record Index(int position) implements Step {}

    /** Steps into every element of an array. */
    public record Wildcard() implements Step {}

    private static final int MAX_INDEXED_LENGTH = 4096;
    private static final char SEPARATOR = '\u0001';
    private static final String WILDCARD = SEPARATOR + "[]";

    /** Copies the steps. */
    public JsonPath {
        rest = List.copyOf(rest);
    }

    /**
     * Parses a path.
     *
     * @return empty when the text is not a path
     */
    public static Optional<JsonPath> parse(String text) {
        return new Parser(text).path();
    }

    /** Every value at this path, in payload order; empty when there is none. */
    public List<Value> valuesIn(Map<String, Value> payload) {
        Value root = payload.get(first);
        if (root == null) {
            return List.of();
        }
        if (rest.isEmpty()) {
            return List.of(root);
        }
        List<Value> found = new ArrayList<>();
        collect(root, 0, found);
        return found;
    }

    private void collect(Value value, int depth, List<Value> found) {
        if (depth == rest.size()) {
            found.add(value);
            return;
        }
        switch (rest.get(depth)) {
            case Key(String name) -> {
                Value member = value.getStructValue().getFieldsMap().get(name);
                if (member != null) {
                    collect(member, depth + 1, found);
                }
            }
            case Index(int position) -> {
                if (value.hasListValue() && position < value.getListValue().getValuesCount()) {
                    collect(value.getListValue().getValues(position), depth + 1, found);
                }
            }
            case Wildcard _ -> {
                for (Value element : value.getListValue().getValuesList()) {
                    collect(element, depth + 1, found);
                }
            }
        }
    }

    /** This path with {@code []} at its end, unless it is there already: what a nested condition walks over. */
    public JsonPath overElements() {
        if (!rest.isEmpty() && rest.getLast() instanceof Wildcard) {
            return this;
        }
        List<Step> steps = new ArrayList<>(rest);
        steps.add(new Wildcard());
        return new JsonPath(first, steps);
    }

    /**
     * The form under which {@link PayloadTerms} indexes values, unambiguous for keys with dots or brackets.
     *
     * @return empty for a path without terms: one with a fixed array position, or of extreme length
     */
    public Optional<String> canonical() {
        StringBuilder canonical = new StringBuilder(first);
        for (Step step : rest) {
            switch (step) {
                case Key(String name) -> canonical.append(SEPARATOR).append(name);
                case Wildcard _ -> canonical.append(WILDCARD);
                case Index _ -> {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(canonical.toString()).filter(JsonPath::isIndexed);
    }

    /** Whether values at a canonical path have terms: Lucene refuses terms of 32 KB. */
    static boolean isIndexed(String canonical) {
        return canonical.length() <= MAX_INDEXED_LENGTH;
    }

    static String canonicalMember(String parent, String key) {
        return parent + SEPARATOR + key;
    }

    static String canonicalElements(String parent) {
        return parent + WILDCARD;
    }

    private static final class Parser {
        private final String text;
        private int at;

        Parser(String text) {
            this.text = text;
        }

        Optional<JsonPath> path() {
            Optional<String> head = key();
            if (head.isEmpty()) {
                return Optional.empty();
            }
            List<Step> steps = new ArrayList<>();
            while (at < text.length()) {
                Optional<? extends Step> step = switch (text.charAt(at++)) {
                    case '.' -> key().map(Key::new);
                    case '[' -> bracket();
                    default -> Optional.<Step>empty();
                };
                if (step.isEmpty()) {
                    return Optional.empty();
                }
                steps.add(step.get());
            }
            return Optional.of(new JsonPath(head.get(), steps));
        }

        private Optional<String> key() {
            int start = at;
            if (at < text.length() && text.charAt(at) == '"') {
                int end = text.indexOf('"', at + 1);
                if (end < 0) {
                    return Optional.empty();
                }
                at = end + 1;
                return Optional.of(text.substring(start + 1, end));
            }
            while (at < text.length() && isPlain(text.charAt(at))) {
                at++;
            }
            return at == start ? Optional.empty() : Optional.of(text.substring(start, at));
        }

        private Optional<Step> bracket() {
            int end = text.indexOf(']', at);
            if (end < 0) {
                return Optional.empty();
            }
            String inside = text.substring(at, end);
            at = end + 1;
            if (inside.isEmpty()) {
                return Optional.of(new Wildcard());
            }
            if (inside.length() > 9 || !inside.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return Optional.empty();
            }
            return Optional.of(new Index(Integer.parseInt(inside)));
        }

        private static boolean isPlain(char c) {
            return c == '_' || c == '-' || Character.isLetterOrDigit(c) || Character.isSurrogate(c);
        }
    }
}
