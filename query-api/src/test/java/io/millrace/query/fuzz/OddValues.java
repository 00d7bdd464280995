package io.millrace.query.fuzz;

import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;

/** JSON text made from a schema, as it should be or not quite. Not thread-safe. */
final class OddValues {

    private static final int DEEPEST = 5;
    private static final int LONG = 20_000;
    /** More than a batch may have. */
    private static final int MANY = 10_001;
    /** So that many of it are not more than the server reads. */
    private static final int SMALL = 60;

    private static final List<String> NUMBERS = List.of(
            "0",
            "1",
            "-1",
            "0.5",
            "51",
            "500",
            "501",
            "2147483647",
            "2147483648",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775808",
            "1e30",
            "1e400",
            "-0",
            "123456789012345678901234567890",
            "1E-400");

    /** As JSON, with their quotes. */
    private static final List<String> ODD = List.of(
            "null",
            "true",
            "\"\"",
            "\" \"",
            "[]",
            "{}",
            "[[]]",
            "[null]",
            "{\"\":null}",
            "\"\\u0000\"",
            "\"a\\u0000b\"",
            "\"\\ud800\"",
            "\"\\udc00\\ud800\"",
            "\"\\u202e\\u200b\"",
            "\"'; DROP TABLE chunks; --\"",
            "\"${jndi:ldap://127.0.0.1/a}\"",
            "\"../../etc\"",
            "\"%00\"",
            "\"\\n\\r\\t\"",
            "\"NaN\"",
            "NaN",
            "Infinity",
            "\"\\uD83E\\uDD16\"",
            "\"2026-13-45T99:99:99Z\"",
            "\"P1000000Y\"",
            "\"00000000-0000-0000-0000-000000000000\"",
            "\"00000000-0000-4000-8000-00000000000g\"");

    private final JsonNode schemas;
    private final RandomGenerator random;
    private final List<String> known;

    /**
     * @param schemas {@code components/schemas} of the description
     * @param known values that exist, so that requests come further than to "there is no such"
     */
    OddValues(JsonNode schemas, RandomGenerator random, List<String> known) {
        this.schemas = schemas;
        this.random = random;
        this.known = known;
    }

    /** @param oddness 0 to 1: how likely each value is not what the schema says */
    String of(JsonNode schema, double oddness) {
        return of(schema, oddness, 0);
    }

    private String of(JsonNode schema, double oddness, int depth) {
        if (random.nextDouble() < oddness) {
            return odd();
        }
        JsonNode s = resolved(schema);
        if (s.has("enum")) {
            JsonNode values = s.get("enum");
            return values.get(random.nextInt(values.size())).toString();
        }
        return switch (type(s)) {
            case "integer", "number" -> number(s);
            case "boolean" -> Boolean.toString(random.nextBoolean());
            case "array" -> array(s, oddness, depth);
            case "object" -> object(s, oddness, depth);
            default -> "\"" + text(s) + "\"";
        };
    }

    /** For a path or a query: not quoted, and not escaped either. */
    String plain(JsonNode schema, double oddness) {
        if (random.nextDouble() < oddness) {
            String odd = odd();
            return odd.startsWith("\"") ? odd.substring(1, odd.length() - 1) : odd;
        }
        JsonNode s = resolved(schema);
        if (s.has("enum")) {
            return s.get("enum").get(random.nextInt(s.get("enum").size())).asString();
        }
        return switch (type(s)) {
            case "integer", "number" -> number(s);
            case "boolean" -> Boolean.toString(random.nextBoolean());
            default -> text(s);
        };
    }

    private JsonNode resolved(JsonNode schema) {
        JsonNode s = schema;
        while (s.has("$ref")) {
            String ref = s.get("$ref").asString();
            s = schemas.get(ref.substring(ref.lastIndexOf('/') + 1));
        }
        for (String choice : List.of("oneOf", "anyOf", "allOf")) {
            if (s.has(choice)) {
                return resolved(s.get(choice).get(random.nextInt(s.get(choice).size())));
            }
        }
        return s;
    }

    private static String type(JsonNode schema) {
        JsonNode type = schema.get("type");
        if (type == null) {
            return schema.has("properties") ? "object" : "string";
        }
        return type.isArray() ? type.get(0).asString() : type.asString();
    }

    private String number(JsonNode schema) {
        if (random.nextInt(3) == 0) {
            return NUMBERS.get(random.nextInt(NUMBERS.size()));
        }
        long least = schema.has("minimum") ? schema.get("minimum").asLong() : 0;
        long most = schema.has("maximum") ? schema.get("maximum").asLong() : 100;
        return Long.toString(
                switch (random.nextInt(4)) {
                    case 0 -> least - 1;
                    case 1 -> most + 1;
                    default -> random.nextLong(least, Math.max(least + 1, Math.min(most, least + 100)));
                });
    }

    private String text(JsonNode schema) {
        String format = schema.has("format") ? schema.get("format").asString() : "";
        return switch (format) {
            case "uuid" ->
                new UUID(random.nextLong() & ~0xF000L | 0x4000L, random.nextLong() >>> 2 | 1L << 63).toString();
            case "date-time" -> "2026-11-22T10:00:00Z";
            default ->
                switch (random.nextInt(12)) {
                    case 0 -> "x".repeat(random.nextInt(LONG));
                    case 1 -> "\u00e4\u00f6\u00fc \u65e5\u672c \u0627\u0644";
                    case 2 -> Long.toString(random.nextLong(), 36);
                    default -> known.get(random.nextInt(known.size()));
                };
        };
    }

    private String array(JsonNode schema, double oddness, int depth) {
        JsonNode items = schema.path("items");
        if (depth < DEEPEST && random.nextInt(60) == 0) {
            String item = of(items, 0, DEEPEST);
            String small = item.length() > SMALL ? "\"many\"" : item;
            return "[" + (small + ",").repeat(MANY) + small + "]";
        }
        StringBuilder array = new StringBuilder("[");
        for (int i = depth >= DEEPEST ? 0 : random.nextInt(4); i > 0; i--) {
            array.append(of(items, oddness, depth + 1)).append(i > 1 ? "," : "");
        }
        return array.append(']').toString();
    }

    private String object(JsonNode schema, double oddness, int depth) {
        StringBuilder object = new StringBuilder("{");
        String separator = "";
        for (var property : schema.path("properties").properties()) {
            if (random.nextInt(3) > 0) {
                object.append(separator).append('"').append(property.getKey()).append("\":");
                object.append(of(property.getValue(), oddness, depth + 1));
                separator = ",";
            }
        }
        JsonNode more = schema.path("additionalProperties");
        if (more.isObject() && depth < DEEPEST) {
            object.append(separator).append("\"key\":").append(of(more, oddness, depth + 1));
            separator = ",";
        }
        if (random.nextDouble() < oddness) {
            object.append(separator).append("\"no_such_field\":").append(odd());
        }
        return object.append('}').toString();
    }

    private String odd() {
        return switch (random.nextInt(20)) {
            case 0 -> "[".repeat(3000) + "]".repeat(3000);
            case 1 -> "{\"a\":".repeat(1500) + "1" + "}".repeat(1500);
            case 2 -> "\"" + "\u00e9".repeat(LONG) + "\"";
            case 3 -> NUMBERS.get(random.nextInt(NUMBERS.size()));
            case 4 -> "9".repeat(2000);
            default -> ODD.get(random.nextInt(ODD.size()));
        };
    }
}
