package io.millrace.query.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.query.HttpCalls;
import io.millrace.query.QueryApiServer;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessIT {

    private final QueryApiServer server = QueryApiServer.shared();

    @ParameterizedTest
    @CsvSource({
        "GET, /, 200, 200",
        "GET, /actuator/health, 200, 200",
        "GET, /actuator/health/liveness, 200, 200",
        "GET, /actuator/health/readiness, 200, 200",
        "GET, /v1/openapi, 200, 200",
        "GET, /v1/openapi.yaml, 200, 200",
        "GET, /actuator/prometheus, 401, 200",
        "GET, /actuator, 401, 200",
        "GET, /actuator/env, 401, 404",
        "GET, /v1/collections, 401, 200",
        "GET, /v1/collections/x, 401, 404",
        "PUT, /v1/collections/BAD, 401, 422",
        "DELETE, /v1/collections/x, 401, 404",
        "POST, /v1/search, 401, 415",
        "GET, /v1/pipeline, 401, 200",
        "GET, /v1/collections/x/documents, 401, 404",
        "GET, /nothing, 401, 404",
        "POST, /v1/auth/login, 415, 415",
        "POST, /v1/auth/refresh, 415, 415",
        "POST, /v1/auth/logout, 401, 415",
        "GET, /v1/users, 401, 200",
        "GET, /v1/users/me, 401, 200",
        "GET, /v1/api-keys, 401, 200",
        "OPTIONS, /v1/collections, 401, 200",
        "GET, /error, 401, 404",
        "GET, /%61ctuator/prometheus, 401, 200",
        "GET, /v1/openapi/../collections, 401, 404",
        "GET, //v1/openapi, 401, 404",
    })
    void onlyTheOpenPathsAnswerWithoutAKey(String method, String path, int without, int with) {
        HttpCalls http = server.http();
        assertThat(http.withKey("").send(method, path, null, Map.of()).status()).isEqualTo(without);
        assertThat(http.withKey(ApiKey.generate())
                        .send(method, path, null, Map.of())
                        .status())
                .isEqualTo(without);
        assertThat(http.send(method, path, null, Map.of()).status()).isEqualTo(with);
    }

    @ParameterizedTest
    @CsvSource({"Authorization, Bearer", "Authorization, bearer", "X-API-Key, ''"})
    void keyMayComeInEitherHeader(String header, String scheme) {
        HttpCalls.Answer answer = server.http()
                .withKey("")
                .send("GET", "/v1/collections", null, Map.of(header, (scheme + " " + server.apiKey()).strip()));
        assertThat(answer.status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"Basic", "Digest", "''"})
    void otherSchemesAreNoKey(String scheme) {
        HttpCalls.Answer answer = server.http()
                .withKey("")
                .send(
                        "GET",
                        "/v1/collections",
                        null,
                        Map.of("Authorization", (scheme + " " + server.apiKey()).strip()));
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.json().get("code").asString()).isEqualTo("unauthenticated");
        assertThat(answer.response().body()).doesNotContain(server.apiKey());
    }
}
