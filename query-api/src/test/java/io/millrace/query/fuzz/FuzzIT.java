package io.millrace.query.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.query.HttpCalls;
import io.millrace.query.IndexedContent;
import io.millrace.query.QueryApiServer;
import io.millrace.schemas.id.CollectionId;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Whatever is sent to any operation of the description, as a caller who may do everything: never a 5xx, and each refusal is a problem
 * with a sentence. {@code -Dmillrace.fuzz.requests} and {@code -Dmillrace.fuzz.seed} say how much and what.
 */
class FuzzIT {

    private static final int REQUESTS = Integer.getInteger("millrace.fuzz.requests", 2_500);
    private static final long SEED = Long.getLong("millrace.fuzz.seed", 20_261_122L);
    private static final int SHOWN = 20;
    private static final JsonMapper JSON = new JsonMapper();

    @Test
    void badInputIsAProblemWithASentenceAndNeverAFailureOfTheServer() throws Exception {
        QueryApiServer server = QueryApiServer.shared();
        HttpCalls http = server.http();
        try (IndexedContent content = new IndexedContent(server)) {
            CollectionId collection = content.readyCollection("fuzzed");
            content.document(collection, "a.md", Map.of(), "What is fuzzed.");
        }
        String conversation =
                http.post("/v1/conversations", "{}").json().get("id").asString();
        RequestFuzzer fuzzer = new RequestFuzzer(
                http.get("/v1/openapi").json(),
                new SplittableRandom(SEED),
                List.of("fuzzed", "a.md", "operator", "nobody", "hashing-384", "en", conversation));

        List<String> faults = new ArrayList<>();
        Map<Integer, Integer> statuses = new TreeMap<>();
        URI url = URI.create(server.url());
        for (int number = 0; number < REQUESTS; number++) {
            RawRequest request = fuzzer.request(number);
            try {
                RawRequest.Answer answer = request.send(url, server.apiKey());
                statuses.merge(answer.status(), 1, Integer::sum);
                String fault = fault(answer);
                if (fault != null) {
                    faults.add(fault + ": " + answer.status() + " " + answer.body() + "\n  to " + request);
                }
            } catch (IOException e) {
                faults.add(e + "\n  to " + request);
            }
        }

        assertThat(faults.stream().limit(SHOWN))
                .as(
                        "seed %d, %d faults in %d requests to %d operations, answered %s",
                        SEED, faults.size(), REQUESTS, fuzzer.operations(), statuses)
                .isEmpty();
        assertThat(statuses).as("all kinds of answers").containsKeys(200, 400, 404, 422);
    }

    private static @Nullable String fault(RawRequest.Answer answer) {
        if (answer.status() >= 500) {
            return "a failure of the server";
        }
        if (answer.status() < 400) {
            return null;
        }
        if (!answer.contentType().startsWith("application/problem+json")) {
            return "not a problem, but '" + answer.contentType() + "'";
        }
        try {
            JsonNode problem = JSON.readTree(answer.body());
            String detail = problem.path("detail").asString("");
            if (detail.isBlank() || problem.path("code").asString("").isBlank()) {
                return "a problem without a sentence or a code";
            }
            if (problem.path("status").asInt() != answer.status()) {
                return "a problem of another status";
            }
            return detail.contains("Exception") || detail.contains("\tat ") ? "a sentence for programmers" : null;
        } catch (JacksonException e) {
            return "a body that is not JSON";
        }
    }
}
