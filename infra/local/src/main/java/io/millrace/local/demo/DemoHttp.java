package io.millrace.local.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** Requests to the demo's applications. Thread-safe. */
final class DemoHttp implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int FIRST_REFUSAL = 300;

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final String apiKey;

    DemoHttp(String apiKey) {
        this.apiKey = apiKey;
    }

    /**
     * A request with a JSON body, or without one when it is missing.
     *
     * @throws ApiProblemException when the answer's status is no 2xx
     */
    JsonNode json(String method, URI address, JsonNode body) {
        HttpRequest.Builder request = request(address);
        if (body.isMissingNode()) {
            request.method(method, BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json").method(method, BodyPublishers.ofString(body.toString()));
        }
        return parse(address, send(request));
    }

    JsonNode get(URI address) {
        return json("GET", address, MissingNode.getInstance());
    }

    /** The metrics of an application. */
    Exposition metrics(URI application) {
        URI address = application.resolve("/actuator/prometheus");
        return new Exposition(send(request(address).header("Accept", "text/plain")));
    }

    private HttpRequest.Builder request(URI address) {
        return HttpRequest.newBuilder(address).timeout(TIMEOUT).header("Authorization", "Bearer " + apiKey);
    }

    private String send(HttpRequest.Builder request) {
        HttpRequest built = request.build();
        try {
            HttpResponse<String> answer =
                    client.send(built, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            if (answer.statusCode() < FIRST_REFUSAL) {
                return answer.body();
            }
            JsonNode problem = parse(built.uri(), answer.body());
            throw new ApiProblemException(
                    answer.statusCode(),
                    problem.path("code").asString("unknown"),
                    problem.path("detail").asString("it gave no reason."));
        } catch (IOException e) {
            throw new DemoFailedException(built.uri() + " did not answer: " + e + ".", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoFailedException("Interrupted.", e);
        }
    }

    private static JsonNode parse(URI address, String body) {
        try {
            return JsonMapper.shared().readTree(body);
        } catch (JacksonException e) {
            throw new DemoFailedException(address + " answered something that is not JSON.", e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
