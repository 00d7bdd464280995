package io.millrace.query.client;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a field of a declaration may hold. */
sealed interface DeclaredField {

    /** What an object may have. */
    record Fields(Map<String, DeclaredField> byName) implements DeclaredField {

        @Override
        public boolean allows(JsonNode value) {
            return value.isObject();
        }

        @Override
        public String wanted() {
            return "an object";
        }

        /** @throws ClientException with file, line and field, if one is wrong */
        void check(DeclaredCollection declared, ObjectNode object, String pointer) {
            for (Map.Entry<String, JsonNode> property : object.properties()) {
                String at = pointer + "/" + property.getKey();
                DeclaredField field = byName.get(property.getKey());
                if (field == null) {
                    throw Declarations.wrong(
                            declared,
                            at,
                            "there is no field '" + property.getKey() + "' here; there are "
                                    + String.join(", ", byName.keySet()));
                }
                if (!field.allows(property.getValue())) {
                    throw Declarations.wrong(declared, at, property.getKey() + " must be " + field.wanted());
                }
                if (field instanceof Fields nested && property.getValue() instanceof ObjectNode inner) {
                    nested.check(declared, inner, at);
                }
            }
        }
    }

    /** A text. */
    record Text(int longest) implements DeclaredField {

        @Override
        public boolean allows(JsonNode value) {
            return value.isString() && value.asString().length() <= longest;
        }

        @Override
        public String wanted() {
            return "a text of at most " + longest + " characters";
        }
    }

    /** A whole number. */
    record Whole(long least, long most) implements DeclaredField {

        @Override
        public boolean allows(JsonNode value) {
            return value.isIntegralNumber()
                    && value.canConvertToLong()
                    && value.asLong() >= least
                    && value.asLong() <= most;
        }

        @Override
        public String wanted() {
            return "a whole number from " + least + " to " + most;
        }
    }

    /** One of some words. */
    record OneOf(List<String> words) implements DeclaredField {

        @Override
        public boolean allows(JsonNode value) {
            return value.isString() && words.contains(value.asString());
        }

        @Override
        public String wanted() {
            return "one of " + String.join(", ", words);
        }
    }

    /** Yes or no. */
    record Truth() implements DeclaredField {

        @Override
        public boolean allows(JsonNode value) {
            return value.isBoolean();
        }

        @Override
        public String wanted() {
            return "true or false";
        }
    }

    /** An object of whatever. */
    record Anything() implements DeclaredField {

        @Override
        public boolean allows(JsonNode value) {
            return value.isObject();
        }

        @Override
        public String wanted() {
            return "an object";
        }
    }

    DeclaredField STRATEGY = oneOf("AUTO", "MARKDOWN", "PLAIN");
    DeclaredField CHUNK_SIZE = new Whole(16, 8192);
    DeclaredField CHUNK_OVERLAP = new Whole(0, 8191);

    /** Of a collection, as the API takes them. */
    Fields SETTINGS = new Fields(new TreeMap<>(Map.ofEntries(
            Map.entry("description", new Text(2000)),
            Map.entry("embedding_model", new Text(128)),
            Map.entry("dimension", new Whole(1, 4096)),
            Map.entry("distance", oneOf("COSINE", "DOT", "EUCLID")),
            Map.entry("quantization", oneOf("NONE", "FLOAT16", "INT8")),
            Map.entry("chunking_strategy", STRATEGY),
            Map.entry("chunk_size", CHUNK_SIZE),
            Map.entry("chunk_overlap", CHUNK_OVERLAP),
            Map.entry(
                    "chunking_config",
                    new Fields(new TreeMap<>(
                            Map.of("strategy", STRATEGY, "chunk_size", CHUNK_SIZE, "chunk_overlap", CHUNK_OVERLAP)))),
            Map.entry("topic_partitions", new Whole(1, 1000)),
            Map.entry("is_public", new Truth()),
            Map.entry("meta", new Anything()))));

    Fields LIMITS = new Fields(new TreeMap<>(Map.of(
            "max_documents", new Whole(0, Long.MAX_VALUE),
            "max_bytes", new Whole(0, Long.MAX_VALUE),
            "max_requests_per_minute", new Whole(1, Integer.MAX_VALUE))));

    boolean allows(JsonNode value);

    /** The end of the sentence that begins with the field's name. */
    String wanted();

    private static DeclaredField oneOf(String... words) {
        return new OneOf(Arrays.asList(words));
    }
}
