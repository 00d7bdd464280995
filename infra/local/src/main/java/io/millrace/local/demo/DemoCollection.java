package io.millrace.local.demo;

import io.millrace.local.process.Poll;
import io.millrace.local.system.Component;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/** The demo's collection, through the query API. */
final class DemoCollection {
    static final String NAME = "physical-ai";

    private static final Duration APPLIED_BOUND = Duration.ofSeconds(60);
    private static final int ALL = 500;

    private final DemoHttp http;
    private final URI api;

    DemoCollection(DemoSystem system, DemoHttp http) {
        this.http = http;
        this.api = system.address(Component.QUERY_API);
    }

    void create() {
        var _ = http.json("PUT", path(""), JsonNodeFactory.instance.objectNode());
    }

    /** The alias in Qdrant. */
    String alias() {
        return http.get(path("")).path("vector_store_name").asString("");
    }

    Answer search(String query, int topK) {
        ObjectNode request = JsonNodeFactory.instance.objectNode();
        request.put("query", query).put("top_k", topK).put("timeout_ms", 30_000);
        request.putArray("collections").add(NAME);
        return Answer.of(query, http.json("POST", api.resolve("/v1/search"), request));
    }

    List<Answer> searchAll(List<JudgedQuery> queries, int topK) {
        return queries.stream().map(query -> search(query.query(), topK)).toList();
    }

    /** Those that are not deleted. */
    List<JsonNode> documents() {
        List<JsonNode> documents = new ArrayList<>();
        http.get(path("/documents?limit=" + ALL)).path("items").forEach(documents::add);
        return documents;
    }

    JsonNode document(String source) {
        return http.get(path("/documents/" + source));
    }

    /** Deletes a document and waits until its deletion has reached Qdrant. */
    void delete(String source) {
        String event = http.json("DELETE", path("/documents/" + source), MissingNode.getInstance())
                .path("event_id")
                .asString("");
        await(
                source,
                document -> document.path("last_event_id").asString("").equals(event)
                        && document.path("deleted").asBoolean(false));
    }

    private void await(String source, Predicate<JsonNode> changed) {
        if (!Poll.until(APPLIED_BOUND, () -> {
            JsonNode document = document(source);
            return changed.test(document)
                    && document.path("indexed_version").asLong(0)
                            >= document.path("version").asLong(Long.MAX_VALUE);
        })) {
            throw new DemoFailedException(
                    "A change of " + source + " was not applied within " + APPLIED_BOUND.toSeconds() + " s.");
        }
    }

    private URI path(String rest) {
        return api.resolve("/v1/collections/" + NAME + rest);
    }
}
