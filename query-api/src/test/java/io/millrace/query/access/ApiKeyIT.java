package io.millrace.query.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.query.HttpCalls;
import io.millrace.query.IndexedContent;
import io.millrace.query.QueryApiServer;
import io.millrace.query.access.Installation.MadeKey;
import io.millrace.query.access.Installation.Session;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ApiKeyIT {

    private static final Duration BOUND = Duration.ofSeconds(5);
    private static final String READ = "\"scopes\":[\"read\"]";

    private static QueryApiServer server;
    private static IndexedContent content;
    private static Installation installation;
    private static Session user;

    @BeforeAll
    static void start() {
        server = QueryApiServer.shared();
        content = new IndexedContent(server);
        installation = new Installation(server, content);
        user = installation.login("key-holder");
    }

    @AfterAll
    static void stop() throws Exception {
        content.close();
    }

    @Test
    void aKeyIsShownOnceAndOnlyItsHashIsStored() throws Exception {
        MadeKey key = installation.key(user.accessToken(), READ);
        String secret = key.text().substring(key.text().length() - 43);
        HttpCalls.Answer listed = installation.as(user.accessToken()).get("/v1/api-keys");
        assertThat(listed.response().body()).contains(key.id()).doesNotContain(secret);
        try (PreparedStatement statement =
                content.admin().prepareStatement("SELECT k::text FROM api_keys k WHERE id::text = ?")) {
            statement.setString(1, key.id());
            try (ResultSet row = statement.executeQuery()) {
                assertThat(row.next()).isTrue();
                assertThat(row.getString(1)).doesNotContain(secret);
            }
        }
    }

    @Test
    void aRevokedKeyIsRefusedWithinFiveSeconds() {
        MadeKey key = installation.key(user.accessToken(), READ);
        assertThat(status(key)).isEqualTo(200);
        assertThat(installation
                        .as(user.accessToken())
                        .delete("/v1/api-keys/" + key.id())
                        .status())
                .isEqualTo(204);
        await().atMost(BOUND).pollInterval(Duration.ofMillis(50)).until(() -> status(key) == 401);
        assertThat(installation
                        .as(user.accessToken())
                        .delete("/v1/api-keys/" + key.id())
                        .status())
                .isEqualTo(204);
    }

    @Test
    void aKeyEndsWhenItExpiresWhateverIsRemembered() {
        Instant end = Instant.now().plusSeconds(3);
        MadeKey key = installation.key(user.accessToken(), READ + ",\"expires_at\":\"" + end + "\"");
        assertThat(status(key)).isEqualTo(200);
        await().atMost(BOUND).pollInterval(Duration.ofMillis(50)).until(() -> status(key) == 401);
        assertThat(Instant.now()).isAfter(end);
    }

    @Test
    void aScopeIsNeededForWhatItIsFor() {
        HttpCalls reader =
                installation.as(installation.key(user.accessToken(), READ).text());
        assertThat(reader.get("/v1/collections").status()).isEqualTo(200);
        HttpCalls.Answer refused = reader.put("/v1/collections/never-made", "{}");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.json().get("detail").asString()).contains("'admin'");
        HttpCalls writer = installation.as(
                installation.key(user.accessToken(), "\"scopes\":[\"write\"]").text());
        assertThat(writer.get("/v1/collections").status()).isEqualTo(403);
    }

    @Test
    void aKeyMakesNoKeyThatMayDoMore() {
        HttpCalls admin = installation.as(
                installation.key(user.accessToken(), "\"scopes\":[\"admin\"]").text());
        assertThat(admin.post("/v1/api-keys", "{\"name\":\"x\",\"scopes\":[\"admin\"]}")
                        .status())
                .isEqualTo(201);
        assertThat(admin.post("/v1/api-keys", "{\"name\":\"x\",\"scopes\":[\"read\"]}")
                        .status())
                .isEqualTo(403);
        assertThat(admin.post("/v1/api-keys", "{\"name\":\"x\",\"scopes\":[\"admin\"],\"username\":\"operator\"}")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void aKeyThatEndsMakesNoKeyThatOutlivesIt() {
        Instant end = Instant.now().plusSeconds(600).truncatedTo(java.time.temporal.ChronoUnit.SECONDS);
        HttpCalls ending = installation.as(installation
                .key(user.accessToken(), "\"scopes\":[\"admin\"],\"expires_at\":\"" + end + "\"")
                .text());
        String body = "{\"name\":\"x\",\"scopes\":[\"admin\"]";
        HttpCalls.Answer endless = ending.post("/v1/api-keys", body + "}");
        assertThat(endless.status()).isEqualTo(403);
        assertThat(endless.json().get("detail").asString()).contains("expires at " + end);
        assertThat(ending.post("/v1/api-keys", body + ",\"expires_at\":\"" + end.plusSeconds(1) + "\"}")
                        .status())
                .isEqualTo(403);
        assertThat(ending.post("/v1/api-keys", body + ",\"expires_at\":\"" + end + "\"}")
                        .status())
                .isEqualTo(201);
    }

    @Test
    void nobodyRevokesTheKeyOfAnother() {
        MadeKey key = installation.key(user.accessToken(), READ);
        Session other = installation.login("key-thief");
        assertThat(installation
                        .as(other.accessToken())
                        .delete("/v1/api-keys/" + key.id())
                        .status())
                .isEqualTo(404);
        assertThat(status(key)).isEqualTo(200);
    }

    @Test
    void theLastUseIsWrittenSoonAndOncePerMinute() {
        MadeKey key = installation.key(user.accessToken(), READ);
        assertThat(status(key)).isEqualTo(200);
        await().atMost(Duration.ofSeconds(30)).until(() -> !lastUse(key).isEmpty());
        String first = lastUse(key);
        assertThat(status(key)).isEqualTo(200);
        await().during(Duration.ofSeconds(4))
                .atMost(Duration.ofSeconds(8))
                .until(() -> lastUse(key).equals(first));
    }

    @Test
    void whileTheDatabaseIsAwayNobodyIsLetInAndNothingFails() throws Exception {
        MadeKey key = installation.key(user.accessToken(), READ);
        server.stack().postgres().kill();
        try {
            HttpCalls.Answer answer = installation.as(key.text()).get("/v1/collections");
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.json().get("code").asString()).isEqualTo("postgres-unavailable");
            assertThat(answer.header("Retry-After")).isNotBlank();
            assertThat(installation.as(ApiKey.generate()).get("/v1/collections").status())
                    .isEqualTo(503);
            assertThat(installation.attempt("key-holder", Installation.PASSWORD).status())
                    .isEqualTo(503);
        } finally {
            server.stack().postgres().start();
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> status(key) == 200);
    }

    private static int status(MadeKey key) {
        return installation.as(key.text()).get("/v1/collections?limit=1").status();
    }

    private static String lastUse(MadeKey key) {
        for (JsonNode one : installation
                .as(user.accessToken())
                .get("/v1/api-keys?limit=500")
                .json()
                .get("items")) {
            if (one.get("id").asString().equals(key.id())) {
                return one.has("last_used_at") ? one.get("last_used_at").asString() : "";
            }
        }
        return "";
    }
}
