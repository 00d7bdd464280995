package io.millrace.query.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.query.HttpCalls;
import io.millrace.query.IndexedContent;
import io.millrace.query.QueryApiServer;
import io.millrace.query.access.Installation.Session;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UserIT {

    private static QueryApiServer server;
    private static IndexedContent content;
    private static Installation installation;

    @BeforeAll
    static void start() {
        server = QueryApiServer.shared();
        content = new IndexedContent(server);
        installation = new Installation(server, content);
    }

    @AfterAll
    static void stop() throws Exception {
        content.close();
    }

    @Test
    void usersChangeThemselvesAndNothingThatGivesPower() {
        Session user = installation.login("modest");
        HttpCalls http = installation.as(user.accessToken());
        HttpCalls.Answer changed = http.patch(
                "/v1/users/me",
                "{\"full_name\":\"Ada\",\"email\":\"Ada@example.org\",\"preferences\":{\"theme\":\"dark\"}}");
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.json().at("/preferences/theme").asString()).isEqualTo("dark");
        assertThat(changed.response().body()).doesNotContain("argon2", "password");
        for (String field : new String[] {"is_superuser", "is_active", "profile_metadata", "username", "password"}) {
            assertThat(http.patch("/v1/users/me", "{\"" + field + "\":true}").status())
                    .as(field)
                    .isEqualTo(422);
        }
        assertThat(http.patch("/v1/users/me", "{\"email\":\"\"}").json().has("email"))
                .isFalse();
    }

    @Test
    void theOperatorCannotBeShutOut() {
        HttpCalls http = server.http();
        for (String change : new String[] {"{\"is_active\":false}", "{\"is_superuser\":false}"}) {
            HttpCalls.Answer answer = http.patch("/v1/users/operator", change);
            assertThat(answer.status()).isEqualTo(409);
            assertThat(answer.json().get("code").asString()).isEqualTo("user-immutable");
        }
        assertThat(http.delete("/v1/users/" + Caller.OPERATOR).status()).isEqualTo(409);
        assertThat(http.get("/v1/users/me").json().get("username").asString()).isEqualTo("operator");
    }

    @Test
    void collectionsOfAUserWhoIsGoneAreTheOperators() throws Exception {
        UUID user = installation.user("parting");
        installation.collection("left-behind", user, false);
        assertThat(server.http()
                        .get("/v1/collections/left-behind")
                        .json()
                        .get("owner")
                        .asString())
                .isEqualTo("parting");
        assertThat(server.http().delete("/v1/users/parting").status()).isEqualTo(204);
        assertThat(server.http().get("/v1/users/parting").status()).isEqualTo(404);
        assertThat(server.http().get("/v1/collections").response().body()).contains("left-behind");
    }

    @Test
    void aNameOrAddressIsTakenOnce() {
        HttpCalls http = server.http();
        String body = "{\"username\":\"single\",\"email\":\"single@example.org\"}";
        assertThat(http.post("/v1/users", body).status()).isEqualTo(201);
        assertThat(http.post("/v1/users", body).status()).isEqualTo(409);
        assertThat(http.post("/v1/users", "{\"username\":\"double\",\"email\":\"SINGLE@example.org\"}")
                        .status())
                .isEqualTo(409);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|/username",
                "{\"username\":\"me\"}|/username",
                "{\"username\":\"Upper\"}|/username",
                "{\"username\":\"2f1d3a54-0000-4000-8000-000000000000\"}|/username",
                "{\"username\":\"bad-mail\",\"email\":\"a b@c\"}|/email",
                "{\"username\":\"short-word\",\"password\":\"eleven char\"}|/password",
                "{\"username\":\"same-as-name\",\"password\":\"same-as-name\"}|/password",
                "{\"username\":\"nul-name\",\"full_name\":\"a\\u0000b\"}|/full_name",
                "{\"username\":\"nul-meta\",\"profile_metadata\":{\"a\":\"\\u0000\"}}|/profile_metadata",
            })
    void whatAUserCannotBeIsSaid(String body, String pointer) {
        HttpCalls.Answer answer = server.http().post("/v1/users", body);
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(422);
        assertThat(answer.json().at("/errors/0/pointer").asString()).isEqualTo(pointer);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v1/users/%00, 400",
        "GET, /v1/collections/%00, 400",
        "GET, /v1/users?cursor=azE6AA, 422",
        "GET, /v1/users/nobody-here, 404",
        "DELETE, /v1/api-keys/no-id, 422",
        "DELETE, /v1/api-keys/2f1d3a54-0000-4000-8000-000000000000, 404",
        "GET, /v1/api-keys?username=nobody-here, 404",
        "GET, /v1/users?limit=0, 422",
        "GET, /v1/users?cursor=x, 422",
    })
    void noPathMakesTheServerFail(String method, String path, int status) {
        assertThat(server.http().send(method, path, null, Map.of()).status()).isEqualTo(status);
    }
}
