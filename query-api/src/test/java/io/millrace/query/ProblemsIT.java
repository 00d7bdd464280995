package io.millrace.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProblemsIT {

    private static final QueryApiServer SERVER = QueryApiServer.shared();
    private static final String JSON = "application/json";

    @BeforeAll
    static void start() throws Exception {
        try (IndexedContent content = new IndexedContent(SERVER)) {
            content.readyCollection("problems");
        }
        SERVER.http().put("/v1/collections/pending", "{\"embedding_model\":\"hashing-384\"}");
    }

    static Stream<Arguments> wrongUse() {
        String search = "/v1/search";
        String in = ",\"collections\":[\"problems\"]}";
        String documents = "/v1/collections/problems/documents";
        return Stream.of(
                wrong("POST", search, "{\"query\":", 400, "malformed-request", null),
                wrong("POST", search, "", 400, "malformed-request", null),
                wrong("POST", search, "[1]", 422, "validation-failed", ""),
                wrong(
                        "POST",
                        search,
                        "{\"query\":\"x\",\"colections\":[\"problems\"]}",
                        422,
                        "validation-failed",
                        "/colections"),
                wrong("POST", search, "{\"query\":\"x\",\"top_k\":\"many\"" + in, 422, "validation-failed", "/top_k"),
                wrong("POST", search, "{\"top_k\":1" + in, 422, "validation-failed", ""),
                wrong("POST", search, "{\"query\":\"x\",\"vector\":[1]" + in, 422, "validation-failed", ""),
                wrong("POST", search, "{\"query\":\" \"" + in, 422, "validation-failed", "/query"),
                wrong(
                        "POST",
                        search,
                        "{\"query\":\"" + "é".repeat(4097) + "\"" + in,
                        422,
                        "validation-failed",
                        "/query"),
                wrong("POST", search, "{\"query\":\"x\",\"top_k\":0" + in, 422, "validation-failed", "/top_k"),
                wrong("POST", search, "{\"query\":\"x\",\"top_k\":101" + in, 422, "validation-failed", "/top_k"),
                wrong(
                        "POST",
                        search,
                        "{\"query\":\"x\",\"timeout_ms\":0" + in,
                        422,
                        "validation-failed",
                        "/timeout_ms"),
                wrong("POST", search, "{\"query\":\"x\",\"collections\":[]}", 422, "validation-failed", "/collections"),
                wrong("POST", search, "{\"query\":\"x\"}", 422, "validation-failed", "/collections"),
                wrong("POST", search, "{\"vector\":[1,2]" + in, 422, "validation-failed", "/vector"),
                wrong("POST", search, "{\"vector\":[1e99]" + in, 422, "validation-failed", "/vector"),
                wrong(
                        "POST",
                        search,
                        "{\"query\":\"x\",\"filter\":{\"document_id\":\"x\"}" + in,
                        422,
                        "validation-failed",
                        "/filter/document_id"),
                wrong(
                        "POST",
                        search,
                        "{\"query\":\"x\",\"filter\":{\"must\":[]}" + in,
                        422,
                        "validation-failed",
                        "/filter/must"),
                wrong(
                        "POST",
                        search,
                        "{\"query\":\"x\",\"filter\":{\"title\":\"x\"}" + in,
                        422,
                        "validation-failed",
                        "/filter/title"),
                wrong(
                        "POST",
                        search,
                        "{\"query\":\"x\",\"collections\":[\"nowhere\"]}",
                        404,
                        "collection-not-found",
                        null),
                wrong(
                        "POST",
                        search,
                        "{\"query\":\"x\",\"collections\":[\"pending\"]}",
                        409,
                        "collection-not-ready",
                        null),
                wrong("GET", search, null, 405, "method-not-allowed", null),
                wrong("GET", "/v1/nothing", null, 404, "not-found", null),
                wrong("PUT", "/v1/collections/Upper", "{}", 422, "validation-failed", "name"),
                wrong(
                        "PUT",
                        "/v1/collections/2f1d3a54-0000-4000-8000-000000000000",
                        "{}",
                        422,
                        "validation-failed",
                        "name"),
                wrong(
                        "PUT",
                        "/v1/collections/new",
                        "{\"embedding_model\":\"none\"}",
                        422,
                        "unknown-model",
                        "/embedding_model"),
                wrong(
                        "PUT",
                        "/v1/collections/new",
                        "{\"embedding_model\":\"hashing-384\",\"dimension\":7}",
                        422,
                        "validation-failed",
                        "/dimension"),
                wrong("PUT", "/v1/collections/new", "{\"distance\":\"NEAR\"}", 422, "validation-failed", "/distance"),
                wrong(
                        "PUT",
                        "/v1/collections/new",
                        "{\"chunk_size\":10,\"chunk_overlap\":99}",
                        422,
                        "validation-failed",
                        "/chunk_size"),
                wrong(
                        "PUT",
                        "/v1/collections/new",
                        "{\"topic_partitions\":0}",
                        422,
                        "validation-failed",
                        "/topic_partitions"),
                wrong("PUT", "/v1/collections/new?wait=1h", "{}", 422, "validation-failed", "wait"),
                wrong(
                        "PUT",
                        "/v1/collections/problems",
                        "{\"embedding_model\":\"hashing-1024\"}",
                        409,
                        "collection-immutable",
                        "/embedding_model"),
                wrong("GET", "/v1/collections/nowhere", null, 404, "collection-not-found", null),
                wrong("DELETE", "/v1/collections/nowhere", null, 404, "collection-not-found", null),
                wrong("POST", "/v1/collections", "{}", 405, "method-not-allowed", null),
                wrong("GET", "/v1/collections?limit=0", null, 422, "validation-failed", "limit"),
                wrong("GET", "/v1/collections?limit=x", null, 422, "validation-failed", "limit"),
                wrong("GET", "/v1/collections?cursor=xyz", null, 422, "validation-failed", "cursor"),
                wrong("GET", "/v1/collections/nowhere/documents", null, 404, "collection-not-found", null),
                wrong("GET", documents + "?limit=501", null, 422, "validation-failed", "limit"),
                wrong("GET", documents + "?status=LOST", null, 422, "validation-failed", "status"),
                wrong("GET", documents + "/none.md", null, 404, "document-not-found", null),
                wrong("GET", documents + "/none.md/chunks", null, 404, "document-not-found", null),
                wrong("PUT", documents + "/a.md", "{}", 422, "validation-failed", "/content"),
                wrong(
                        "PUT",
                        documents + "/a.md",
                        "{\"content\":\"x\",\"mime_type\":\"image/png\"}",
                        422,
                        "validation-failed",
                        "/mime_type"),
                wrong(
                        "PUT",
                        documents + "/a.md",
                        "{\"content\":\"x\",\"sequence\":-1}",
                        422,
                        "validation-failed",
                        "/sequence"),
                wrong("PUT", documents + "/a.md/chunks", "{\"content\":\"x\"}", 422, "validation-failed", "document"),
                wrong(
                        "PUT",
                        "/v1/collections/nowhere/documents/a.md",
                        "{\"content\":\"x\"}",
                        404,
                        "collection-not-found",
                        null),
                wrong("DELETE", "/v1/collections/nowhere/documents/a.md", null, 404, "collection-not-found", null),
                wrong("POST", "/v1/pipeline", "{}", 405, "method-not-allowed", null));
    }

    @ParameterizedTest(name = "{0} {1} {4}")
    @MethodSource
    void wrongUse(
            String method, String path, @Nullable String body, int status, String code, @Nullable String pointer) {
        HttpCalls.Answer answer = SERVER.http().send(method, path, body, Map.of("Content-Type", JSON));
        assertProblem(answer, status, code);
        if (pointer != null) {
            assertThat(answer.json().at("/errors/0/pointer").asString()).isEqualTo(pointer);
        }
    }

    @Test
    void allThatIsWrongIsSaidAtOnce() {
        HttpCalls.Answer answer =
                SERVER.http().post("/v1/search", "{\"query\":\"\",\"top_k\":0,\"collections\":[],\"timeout_ms\":0}");
        assertThat(answer.json().get("errors").size()).isEqualTo(4);
    }

    @Test
    void bodyOfAnotherTypeIsRefusedByNameOfWhatIsTaken() {
        HttpCalls.Answer answer =
                SERVER.http().send("POST", "/v1/search", "walking", Map.of("Content-Type", "text/plain"));
        assertProblem(answer, 415, "unsupported-media-type");
        assertThat(answer.json().get("detail").asString()).contains(JSON);
        assertProblem(
                SERVER.http()
                        .send(
                                "PUT",
                                "/v1/collections/problems/documents/a.png",
                                "x",
                                Map.of("Content-Type", "image/png")),
                415,
                "unsupported-media-type");
    }

    @Test
    void answerOfAnotherTypeIsRefused() {
        assertProblem(
                SERVER.http().send("GET", "/v1/collections", null, Map.of("Accept", "text/html")),
                406,
                "not-acceptable");
    }

    @Test
    void methodThatIsNotAllowedIsToldWhichAre() {
        assertThat(SERVER.http().get("/v1/search").header("Allow")).contains("POST");
    }

    @Test
    void bodyThatIsTooLargeIsRefusedWhetherOrNotItSaysSo() throws Exception {
        String large = "{\"query\":\"" + "x".repeat(1_100_000) + "\"}";
        assertProblem(SERVER.http().post("/v1/search", large), 413, "request-too-large");
        String chunked =
                raw("POST /v1/search HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer "
                        + SERVER.apiKey() + "\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + Integer.toHexString(large.length()) + "\r\n" + large + "\r\n0\r\n\r\n");
        assertThat(chunked).startsWith("HTTP/1.1 413").contains("\"request-too-large\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/collections/%zz",
                "/v1/collections/problems/documents/%FF",
                "/v1/collections/a\\b",
                "/v1/collections/{a}"
            })
    void whatTheContainerRefusesIsAProblemToo(String path) throws Exception {
        String answer =
                raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer "
                        + SERVER.apiKey() + "\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 400").doesNotContain("<html", "Exception", "\tat ");
    }

    private static String raw(String request) throws IOException {
        URI address = URI.create(SERVER.url());
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            OutputStream out = socket.getOutputStream();
            try {
                out.write(request.getBytes(StandardCharsets.ISO_8859_1));
                out.flush();
            } catch (IOException e) {
                // the server may answer and close before it has read all
                assertThat(e).hasMessageMatching("(?i).*(broken pipe|reset).*");
            }
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Arguments wrong(
            String method, String path, @Nullable String body, int status, String code, @Nullable String pointer) {
        return Arguments.of(method, path, body, status, code, pointer);
    }

    private static void assertProblem(HttpCalls.Answer answer, int status, String code) {
        String body = answer.response().body();
        assertThat(answer.status()).as(body).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.json().get("code").asString()).as(body).isEqualTo(code);
        assertThat(answer.json().get("type").asString()).isEqualTo("urn:millrace:problem:" + code);
        assertThat(answer.json().get("status").asInt()).isEqualTo(status);
        assertThat(answer.json().get("instance").asString()).startsWith("/");
        assertThat(answer.json().get("detail").asString()).endsWith(".");
        assertThat(body).doesNotContain("Exception", "io.millrace", "org.springframework", "\tat ");
    }
}
