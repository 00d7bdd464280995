package io.millrace.query.client;

import io.millrace.schemas.secret.SecretVariables;
import io.millrace.schemas.secret.UnusableSecretException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The HTTP API, as verbs use it. Every failure is a {@link ClientException} with one sentence: the detail of the problem
 * that the API answered, or that it did not answer.
 */
final class ApiClient {

    private static final String DEFAULT_URL = "http://127.0.0.1:18080";
    private static final Path KEY_FILE = Path.of(".millrace", "api-key");
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(60);

    private final JsonMapper json = new JsonMapper();
    private final String url;
    private final String apiKey;

    private ApiClient(String url, String apiKey) {
        this.url = url;
        this.apiKey = apiKey;
    }

    /** From {@code MILLRACE_API_URL}, {@code MILLRACE_API_KEY} and, without the latter, the file of the key that the server made. */
    static ApiClient of(Map<String, String> environment) {
        String url = environment.getOrDefault("MILLRACE_API_URL", DEFAULT_URL).strip();
        if (!url.matches("https?://[^/?#]+(/[^?#]*)?")) {
            throw new ClientException(
                    ExitCode.USAGE,
                    "MILLRACE_API_URL must be an address such as " + DEFAULT_URL + ", not '" + url + "'.");
        }
        return new ApiClient(url.replaceAll("/+$", ""), key(environment));
    }

    private static String key(Map<String, String> environment) {
        try {
            Optional<String> key = SecretVariables.find("MILLRACE_API_KEY", environment::get);
            return key.isPresent()
                    ? key.get().strip()
                    : Files.readString(KEY_FILE).strip();
        } catch (UnusableSecretException e) {
            throw new ClientException(ExitCode.NOT_AUTHORISED, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new ClientException(
                    ExitCode.NOT_AUTHORISED,
                    "there is no API key: set MILLRACE_API_KEY, or MILLRACE_API_KEY_FILE to the server's key file.");
        }
    }

    /** A path segment, percent-encoded, slashes too. */
    static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    JsonNode get(String path) {
        return send("GET", path, null);
    }

    /** Empty if there is no such thing. */
    Optional<JsonNode> find(String path) {
        try {
            return Optional.of(get(path));
        } catch (ClientException e) {
            if (e.exitCode() == ExitCode.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    JsonNode put(String path, JsonNode body) {
        return send("PUT", path, body);
    }

    JsonNode post(String path, JsonNode body) {
        return send("POST", path, body);
    }

    JsonNode patch(String path, JsonNode body) {
        return send("PATCH", path, body);
    }

    /** A POST without a body. */
    JsonNode post(String path) {
        return send("POST", path, null);
    }

    JsonNode delete(String path) {
        return send("DELETE", path, null);
    }

    private JsonNode send(String method, String path, @Nullable JsonNode body) {
        HttpRequest.Builder request;
        try {
            request = HttpRequest.newBuilder(URI.create(url + path))
                    .timeout(REQUEST_TIMEOUT)
                    .header("Accept", "application/json, application/problem+json")
                    .header("Authorization", "Bearer " + apiKey);
        } catch (IllegalArgumentException e) {
            throw new ClientException(
                    ExitCode.USAGE, "the address " + url + " or the API key has characters that cannot be sent.");
        }
        if (body == null) {
            request.method(method, HttpRequest.BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json")
                    .method(method, HttpRequest.BodyPublishers.ofString(body.toString()));
        }
        try (HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .build()) {
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            Optional<JsonNode> answer = parse(response.body());
            if (response.statusCode() >= 300) {
                throw failure(response.statusCode(), answer);
            }
            return answer.orElseThrow(() -> new ClientException(
                    ExitCode.FAILURE, "what answers at " + url + " is not the Millrace API: check MILLRACE_API_URL."));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClientException(ExitCode.FAILURE, "interrupted before " + url + " answered.");
        } catch (IOException e) {
            throw new ClientException(
                    ExitCode.UNAVAILABLE,
                    "the Millrace API does not answer at " + url + ": start it, or set MILLRACE_API_URL.");
        }
    }

    private Optional<JsonNode> parse(String body) {
        try {
            JsonNode node = json.readTree(body);
            return node.isObject() ? Optional.of(node) : Optional.empty();
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    private static ClientException failure(int status, Optional<JsonNode> problem) {
        int code = switch (status) {
            case 400, 409, 413, 422 -> ExitCode.USAGE;
            case 401, 403 -> ExitCode.NOT_AUTHORISED;
            case 404 -> ExitCode.NOT_FOUND;
            case 429, 502, 503, 504 -> ExitCode.UNAVAILABLE;
            default -> ExitCode.FAILURE;
        };
        String detail = problem.map(p -> p.path("detail").asString("")).orElse("");
        String pointer =
                problem.map(p -> p.at("/errors/0/pointer").asString("")).orElse("");
        return new ClientException(
                code, detail.isEmpty() ? "the API answered with status " + status + "." : detail, pointer);
    }
}
