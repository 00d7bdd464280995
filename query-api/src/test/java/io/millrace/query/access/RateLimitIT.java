package io.millrace.query.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.local.stack.Stacks;
import io.millrace.query.HttpCalls;
import io.millrace.query.IndexedContent;
import io.millrace.query.QueryApiServer;
import io.millrace.query.access.Installation.Session;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RateLimitIT {

    private static final String READ = "\"scopes\":[\"read\"]";

    private static QueryApiServer server;
    private static IndexedContent content;
    private static Installation installation;

    /** So little comes back that a slow machine's tests are refused as well. */
    @BeforeAll
    static void start() {
        server = QueryApiServer.start(
                Stacks.shared(),
                "--millrace.rate-limit.key.requests-per-minute=30",
                "--millrace.rate-limit.key.burst=5",
                "--millrace.rate-limit.user.requests-per-minute=12",
                "--millrace.rate-limit.user.burst=12",
                "--millrace.rate-limit.login-name.requests-per-minute=2",
                "--millrace.rate-limit.login-name.burst=3");
        content = new IndexedContent(server);
        installation = new Installation(server, content);
    }

    @AfterAll
    static void stop() throws Exception {
        content.close();
        server.close();
    }

    @Test
    void keyThatAsksTooOftenIsToldWhenToComeAgainAndIsLetInThen() {
        Session user = installation.login("rate-key");
        HttpCalls key =
                installation.as(installation.key(user.accessToken(), READ).text());
        HttpCalls.Answer first = key.get("/v1/users/me");
        assertThat(first.status()).isEqualTo(200);
        assertThat(first.header("RateLimit-Policy")).isEqualTo("\"key\";q=30;w=60, \"user\";q=12;w=60");
        assertThat(first.header("RateLimit")).matches("\"key\";r=4;t=[12], \"user\";r=1[01];t=([1-9]|10)");
        HttpCalls.Answer refused = untilRefused(key);
        assertThat(refused.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(refused.json().get("code").asString()).isEqualTo("rate-limited");
        assertThat(refused.header("Retry-After")).isIn("1", "2");
        assertThat(refused.json().get("detail").asString())
                .contains("30 requests a minute", "come again in " + refused.header("Retry-After") + " s");
        assertThat(refused.header("RateLimit")).startsWith("\"key\";r=0;t=");
        HttpCalls other =
                installation.as(installation.key(user.accessToken(), READ).text());
        assertThat(other.get("/v1/users/me").status()).isEqualTo(200);
        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> key.get("/v1/users/me").status() == 200);
    }

    @Test
    void userIsLimitedWithAllKeysTogether() {
        Session user = installation.login("rate-user");
        int refused = 0;
        for (int i = 0; i < 4 && refused == 0; i++) {
            HttpCalls key =
                    installation.as(installation.key(user.accessToken(), READ).text());
            for (int j = 0; j < 4 && refused == 0; j++) {
                HttpCalls.Answer answer = key.get("/v1/users/me");
                if (answer.status() == 429) {
                    refused++;
                    assertThat(answer.json().get("detail").asString())
                            .startsWith("this user, with all credentials together,");
                }
            }
        }
        assertThat(refused).isEqualTo(1);
        Session other = installation.login("rate-user-other");
        assertThat(installation.as(other.accessToken()).get("/v1/users/me").status())
                .isEqualTo(200);
    }

    @Test
    void operatorAndOpenPathsAreNotLimited() {
        for (int i = 0; i < 30; i++) {
            HttpCalls.Answer answer = server.http().get("/v1/users/me");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.response().headers().firstValue("RateLimit")).isEmpty();
            assertThat(installation.as("").get("/actuator/health").status()).isEqualTo(200);
        }
    }

    @Test
    void passwordIsNotGuessedFast() {
        Session user = installation.login("rate-login");
        for (int i = 0; i < 3; i++) {
            assertThat(installation
                            .attempt(user.username(), "wrong password " + i)
                            .status())
                    .isEqualTo(401);
        }
        HttpCalls.Answer refused = installation.attempt(user.username(), Installation.PASSWORD);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.json().get("code").asString()).isEqualTo("rate-limited");
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 30);
        for (int i = 0; i < 3; i++) {
            installation.attempt("rate-nobody", "wrong password " + i);
        }
        assertThat(installation.attempt("rate-nobody", "wrong password").status())
                .as("whether there is such a user is not told")
                .isEqualTo(429);
        assertThat(installation.attempt("rate-somebody", "wrong password").status())
                .isEqualTo(401);
    }

    @Test
    void sessionThatIsStolenGuessesThePasswordNoFaster() {
        Session user = installation.login("rate-change");
        HttpCalls session = installation.as(user.accessToken());
        for (int i = 0; i < 3; i++) {
            assertThat(session.put(
                                    "/v1/users/me/password",
                                    "{\"current_password\":\"wrong password " + i
                                            + "\",\"new_password\":\"a new one of length\"}")
                            .status())
                    .isEqualTo(422);
        }
        assertThat(session.put(
                                "/v1/users/me/password",
                                "{\"current_password\":\"" + Installation.PASSWORD
                                        + "\",\"new_password\":\"a new one of length\"}")
                        .status())
                .isEqualTo(429);
        assertThat(installation.attempt(user.username(), Installation.PASSWORD).status())
                .isEqualTo(429);
    }

    @Test
    void collectionIsSearchedAsOftenAsItsLimitSaysByAllTogether() throws Exception {
        content.readyCollection("rate-limited");
        content.readyCollection("rate-free");
        assertThat(server.http()
                        .put("/v1/collections/rate-limited/limits", "{\"max_requests_per_minute\":2}")
                        .status())
                .isEqualTo(200);
        assertThat(search("rate-limited").status()).isEqualTo(200);
        assertThat(search("rate-limited").status()).isEqualTo(200);
        HttpCalls.Answer refused = search("rate-limited");
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.json().get("code").asString()).isEqualTo("rate-limited");
        assertThat(refused.json().get("detail").asString())
                .contains("'rate-limited' may be searched 2 times a minute, by all together");
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 30);
        assertThat(search("rate-free").status()).isEqualTo(200);
        assertThat(server.http().get("/v1/collections/rate-limited").status()).isEqualTo(200);
        server.http().put("/v1/collections/rate-limited/limits", "{}");
        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> search("rate-limited").status() == 200);
    }

    private static HttpCalls.Answer search(String collection) {
        return server.http()
                .send(
                        "POST",
                        "/v1/search",
                        "{\"query\":\"anything\",\"collections\":[\"" + collection + "\"]}",
                        Map.of("Content-Type", "application/json"));
    }

    private static HttpCalls.Answer untilRefused(HttpCalls key) {
        for (int i = 0; i < 50; i++) {
            HttpCalls.Answer answer = key.get("/v1/users/me");
            if (answer.status() == 429) {
                return answer;
            }
        }
        throw new AssertionError("never refused");
    }
}
