package io.millrace.query.fuzz;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;

/**
 * Requests to every operation of an OpenAPI description: some as it says, most with something wrong. The same seed makes the same
 * requests. Not thread-safe.
 */
final class RequestFuzzer {

    private static final Set<String> METHODS = Set.of("get", "put", "post", "patch", "delete");
    private static final byte[] NO_BODY = {};

    private static final List<String> TARGETS = List.of(
            "/v1/collections/%zz",
            "/v1/collections/%00",
            "/v1/collections/a\\b",
            "/v1/../v1/collections",
            "//v1//collections",
            "/v1/collections/..%2f..%2fetc",
            "/v1/collections/%c0%af",
            "/v1/collections/a;b=c",
            "/v1/collections?limit=%",
            "/v1/nothing",
            "/v1/collections/\u00e4",
            "/%2e%2e/",
            "*",
            "/v1/collections/" + "a".repeat(7000),
            "/v1/collections/a/documents/%2F%2F/chunks",
            "/v1/collections?limit=1&limit=2",
            "/v1/collections?[]=1",
            "/v1/collections/{collection}");

    private static final List<String> MEDIA_TYPES = List.of(
            "text/html",
            "application/xml",
            "garbage",
            "/",
            "application/json;charset=utf-7",
            "application/json; q=x",
            "*/*",
            "");

    private record Operation(String method, String path, JsonNode parameters, JsonNode content) {}

    private final List<Operation> operations = new ArrayList<>();
    private final RandomGenerator random;
    private final OddValues values;

    RequestFuzzer(JsonNode description, RandomGenerator random, List<String> known) {
        this.random = random;
        this.values = new OddValues(description.path("components").path("schemas"), random, known);
        description
                .path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(operation -> {
                    if (METHODS.contains(operation.getKey())) {
                        operations.add(new Operation(
                                operation.getKey().toUpperCase(Locale.ROOT),
                                path.getKey(),
                                operation.getValue().path("parameters"),
                                operation.getValue().path("requestBody").path("content")));
                    }
                }));
    }

    int operations() {
        return operations.size();
    }

    /** Goes round all operations. */
    RawRequest request(int number) {
        Operation operation = operations.get(number % operations.size());
        double oddness = List.of(0.0, 0.05, 0.15, 0.5).get(random.nextInt(4));
        Map<String, String> headers = new LinkedHashMap<>();
        byte[] body = body(operation, oddness, headers);
        if (random.nextInt(25) == 0) {
            headers.put("Accept", MEDIA_TYPES.get(random.nextInt(MEDIA_TYPES.size())));
        }
        String method = random.nextInt(40) == 0
                ? List.of("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW")
                        .get(random.nextInt(7))
                : operation.method();
        String target = random.nextInt(40) == 0
                ? TARGETS.get(random.nextInt(TARGETS.size()))
                : target(operation, oddness, headers);
        return new RawRequest(method, target, headers, body);
    }

    private String target(Operation operation, double oddness, Map<String, String> headers) {
        String path = operation.path();
        StringBuilder query = new StringBuilder();
        for (JsonNode parameter : operation.parameters()) {
            String name = parameter.get("name").asString();
            String value = values.plain(parameter.path("schema"), oddness);
            switch (parameter.get("in").asString()) {
                case "path" -> path = path.replace("{" + name + "}", encoded(value));
                case "query" -> {
                    if (random.nextInt(3) > 0) {
                        query.append(query.isEmpty() ? '?' : '&')
                                .append(name)
                                .append('=')
                                .append(encoded(value));
                    }
                }
                case "header" -> headers.put(name, value.replaceAll("[^\\x20-\\x7e]", "?"));
                default -> throw new IllegalStateException("a parameter in " + parameter.get("in"));
            }
        }
        // A line that is too long is refused by the server below the application; one such is among the targets
        String target = path + query;
        return target.length() <= 7000 ? target : target.substring(0, 7000).replaceFirst("%.?$", "");
    }

    private byte[] body(Operation operation, double oddness, Map<String, String> headers) {
        if (operation.content().isEmpty()) {
            return random.nextInt(20) == 0 ? "{\"not\":\"wanted\"}".getBytes(StandardCharsets.UTF_8) : NO_BODY;
        }
        String type = operation.content().propertyNames().iterator().next();
        if (random.nextInt(25) > 0) {
            headers.put(
                    "Content-Type",
                    random.nextInt(25) > 0 ? type : MEDIA_TYPES.get(random.nextInt(MEDIA_TYPES.size())));
        }
        String body = values.of(operation.content().get(type).path("schema"), oddness);
        return switch (random.nextInt(15)) {
            case 0 -> body.substring(0, random.nextInt(body.length() + 1)).getBytes(StandardCharsets.UTF_8);
            case 1 -> body.getBytes(StandardCharsets.UTF_16LE);
            case 2 -> withInvalidByte(body);
            default -> body.getBytes(StandardCharsets.UTF_8);
        };
    }

    private byte[] withInvalidByte(String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > 0) {
            bytes[random.nextInt(bytes.length)] = (byte) 0xFF;
        }
        return bytes;
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
