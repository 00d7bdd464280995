package io.millrace.ingest.publish;

import io.millrace.ingest.environment.Environment;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The part of the query API that tells what the system has. */
final class DocumentApi {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int PAGE = 500;

    private final URI base;
    private final Optional<String> key;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final JsonMapper json = new JsonMapper();

    private DocumentApi(URI base, Optional<String> key) {
        this.base = base;
        this.key = key;
    }

    /** Empty without {@code MILLRACE_API_URL}; the key is {@code MILLRACE_API_KEY}. */
    static Optional<DocumentApi> from(Environment environment) {
        return environment.get("MILLRACE_API_URL").map(url -> {
            try {
                return new DocumentApi(
                        URI.create(url.strip().replaceAll("/+$", "")),
                        environment.get("MILLRACE_API_KEY").map(String::strip));
            } catch (IllegalArgumentException e) {
                throw new PublishFailedException(
                        "MILLRACE_API_URL must be an address such as http://localhost:8080, not '" + url + "'.", e);
            }
        });
    }

    /** Every document of the collection by its source, except the deleted ones. */
    Map<String, ListedDocument> documents(String collection) {
        return documents(collection, "");
    }

    /** The deleted documents of the collection, whose chunks may still be found. */
    Map<String, ListedDocument> deletedDocuments(String collection) {
        return documents(collection, "&status=DELETED");
    }

    private Map<String, ListedDocument> documents(String collection, String filter) {
        Map<String, ListedDocument> listed = new HashMap<>();
        String cursor = "";
        do {
            String path = "/v1/collections/" + encode(collection) + "/documents?limit=" + PAGE + filter
                    + (cursor.isEmpty() ? "" : "&cursor=" + encode(cursor));
            JsonNode page = get(path, collection);
            for (JsonNode item : page.path("items")) {
                String source = item.path("source").asString("");
                listed.put(
                        source,
                        new ListedDocument(
                                source,
                                item.path("content_hash").asString(""),
                                item.path("deleted").asBoolean(false),
                                item.path("version").asLong(0),
                                item.path("indexed_version").asLong(0),
                                item.path("status").asString(""),
                                item.path("metadata")
                                        .path(PublishedPath.METADATA_KEY)
                                        .asString("")));
            }
            cursor = page.path("next_cursor").asString("");
        } while (!cursor.isEmpty());
        return listed;
    }

    /** @throws PublishFailedException if there is no such collection */
    void requireCollection(String collection) {
        var _ = get("/v1/collections/" + encode(collection), collection);
    }

    private JsonNode get(String path, String collection) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + path)).timeout(TIMEOUT).header("Accept", "application/json");
        key.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
        HttpResponse<String> answer;
        try {
            answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new PublishFailedException(
                    "The API at " + base + " cannot be reached: start it, or publish everything with --force.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PublishFailedException("Interrupted.", e);
        }
        return switch (answer.statusCode()) {
            case 200 -> parse(answer.body());
            case 404 ->
                throw new PublishFailedException(
                        "There is no collection '" + collection + "': create it with './millrace collections create "
                                + collection + "'.",
                        null);
            case 401, 403 ->
                throw new PublishFailedException(
                        "The API at " + base + " refuses the key: set MILLRACE_API_KEY or MILLRACE_API_KEY_FILE.",
                        null);
            default ->
                throw new PublishFailedException(
                        "The API at " + base + " answered with status " + answer.statusCode() + ".", null);
        };
    }

    private JsonNode parse(String body) {
        try {
            return json.readTree(body);
        } catch (JacksonException e) {
            throw new PublishFailedException("The API at " + base + " gave an answer that is not JSON.", e);
        }
    }

    private static String encode(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
