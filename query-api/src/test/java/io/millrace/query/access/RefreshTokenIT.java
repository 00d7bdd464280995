package io.millrace.query.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.local.stack.Stacks;
import io.millrace.query.HttpCalls;
import io.millrace.query.IndexedContent;
import io.millrace.query.QueryApiServer;
import io.millrace.query.access.Installation.Session;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RefreshTokenIT {

    private static final Duration BOUND = Duration.ofSeconds(5);

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
    void eachTokenGivesTheNextOnce() {
        Session session = installation.login("rotating");
        String token = session.refreshToken();
        for (int i = 0; i < 3; i++) {
            HttpCalls.Answer answer = installation.refresh(token);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Cache-Control")).contains("no-store");
            String next = answer.json().get("refresh_token").asString();
            assertThat(next).isNotEqualTo(token);
            assertThat(status(answer.json().get("access_token").asString())).isEqualTo(200);
            token = next;
        }
    }

    @Test
    void aTokenThatComesTwiceEndsItsSessionAndNoOther() throws Exception {
        Session stolen = installation.login("robbed");
        Session other = installation.again("robbed", stolen.userId(), Installation.PASSWORD);
        HttpCalls.Answer thief = installation.refresh(stolen.refreshToken());
        assertThat(thief.status()).isEqualTo(200);
        HttpCalls.Answer victim = installation.refresh(stolen.refreshToken());
        assertThat(victim.status()).isEqualTo(401);
        assertThat(victim.header("WWW-Authenticate")).startsWith("Bearer");
        assertThat(installation
                        .refresh(thief.json().get("refresh_token").asString())
                        .status())
                .isEqualTo(401);
        await().atMost(BOUND)
                .until(() -> status(stolen.accessToken()) == 401
                        && status(thief.json().get("access_token").asString()) == 401);
        assertThat(status(other.accessToken())).isEqualTo(200);
        assertThat(installation.refresh(other.refreshToken()).status()).isEqualTo(200);
        assertThat(audited("session.ended", "user:" + stolen.userId())).isEqualTo(1);
    }

    @Test
    void aSessionEndsHoweverOftenItIsRefreshed() throws Exception {
        try (QueryApiServer brief = QueryApiServer.start(
                        Stacks.shared(),
                        "--millrace.access.access-token-lifetime=1s",
                        "--millrace.access.refresh-token-lifetime=2s",
                        "--millrace.access.session-lifetime=4s");
                IndexedContent rows = new IndexedContent(brief)) {
            Installation there = new Installation(brief, rows);
            Session session = there.login("brief");
            AtomicReference<String> token = new AtomicReference<>(session.refreshToken());
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> {
                        HttpCalls.Answer answer = there.refresh(token.get());
                        if (answer.status() == 200) {
                            assertThat(answer.json().get("refresh_expires_in").asInt())
                                    .isLessThanOrEqualTo(2);
                            token.set(answer.json().get("refresh_token").asString());
                        }
                        return answer.status() == 401;
                    });
            assertThat(rows.texts(
                            "SELECT extract(epoch FROM max(expires_at) - min(issued_at)) <= 4.001 AND count(*) > 3 FROM refresh_tokens WHERE user_id = ?",
                            session.userId()))
                    .containsExactly("t");
        }
    }

    @Test
    void ofManyWhoComeWithTheSameTokenAtMostOneGoesOnAndNotForLong() throws Exception {
        Session session = installation.login("raced");
        int many = 12;
        CountDownLatch begin = new CountDownLatch(1);
        List<HttpCalls.Answer> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(many)) {
            List<Future<HttpCalls.Answer>> calls = new ArrayList<>();
            for (int i = 0; i < many; i++) {
                calls.add(threads.submit(() -> {
                    begin.await();
                    return installation.refresh(session.refreshToken());
                }));
            }
            begin.countDown();
            for (Future<HttpCalls.Answer> call : calls) {
                answers.add(call.get());
            }
        }
        assertThat(answers)
                .extracting(HttpCalls.Answer::status)
                .containsOnly(200, 401)
                .containsOnlyOnce(200);
        for (HttpCalls.Answer answer : answers) {
            if (answer.status() == 200) {
                assertThat(installation
                                .refresh(answer.json().get("refresh_token").asString())
                                .status())
                        .isEqualTo(401);
            }
        }
        await().atMost(BOUND).until(() -> status(session.accessToken()) == 401);
    }

    @Test
    void logoutEndsTheSessionOfItsOwnUserOnly() {
        Session session = installation.login("leaving");
        Session stranger = installation.login("staying");
        String body = "{\"refresh_token\":\"" + session.refreshToken() + "\"}";
        assertThat(installation
                        .as(stranger.accessToken())
                        .post("/v1/auth/logout", body)
                        .status())
                .isEqualTo(204);
        HttpCalls.Answer next = installation.refresh(session.refreshToken());
        assertThat(next.status()).isEqualTo(200);
        String token = next.json().get("refresh_token").asString();
        assertThat(installation
                        .as(session.accessToken())
                        .post("/v1/auth/logout", "{\"refresh_token\":\"" + token + "\"}")
                        .status())
                .isEqualTo(204);
        assertThat(installation.refresh(token).status()).isEqualTo(401);
        await().atMost(BOUND).until(() -> status(session.accessToken()) == 401);
        assertThat(status(stranger.accessToken())).isEqualTo(200);
    }

    @Test
    void aNewPasswordEndsEverySession() {
        Session session = installation.login("changing");
        String wrong = "{\"current_password\":\"not this one\",\"new_password\":\"another good password\"}";
        HttpCalls http = installation.as(session.accessToken());
        assertThat(http.put("/v1/users/me/password", wrong).status()).isEqualTo(422);
        String right =
                "{\"current_password\":\"" + Installation.PASSWORD + "\",\"new_password\":\"another good password\"}";
        assertThat(http.put("/v1/users/me/password", right).status()).isEqualTo(204);
        assertThat(installation.refresh(session.refreshToken()).status()).isEqualTo(401);
        await().atMost(BOUND).until(() -> status(session.accessToken()) == 401);
        assertThat(installation.attempt("changing", Installation.PASSWORD).status())
                .isEqualTo(401);
        assertThat(installation.attempt("changing", "another good password").status())
                .isEqualTo(200);
    }

    @Test
    void aUserWhoIsMadeInactiveIsShutOut() {
        Session session = installation.login("dismissed");
        String key =
                installation.key(session.accessToken(), "\"scopes\":[\"read\"]").text();
        assertThat(status(key)).isEqualTo(200);
        assertThat(server.http()
                        .patch("/v1/users/dismissed", "{\"is_active\":false}")
                        .status())
                .isEqualTo(200);
        await().atMost(BOUND).until(() -> status(session.accessToken()) == 401 && status(key) == 401);
        assertThat(installation.refresh(session.refreshToken()).status()).isEqualTo(401);
        HttpCalls.Answer login = installation.attempt("dismissed", Installation.PASSWORD);
        assertThat(login.status()).isEqualTo(401);
        assertThat(login.json().get("detail").asString())
                .isEqualTo(installation
                        .attempt("nobody", "no password")
                        .json()
                        .get("detail")
                        .asString());
    }

    @Test
    void onlyHashesOfTokensAreStored() throws Exception {
        Session session = installation.login("hashed");
        try (PreparedStatement statement = content.admin()
                .prepareStatement("SELECT t::text || u::text FROM refresh_tokens t JOIN users u ON u.id = t.user_id"
                        + " WHERE t.user_id = ?")) {
            statement.setObject(1, session.userId());
            try (ResultSet row = statement.executeQuery()) {
                assertThat(row.next()).isTrue();
                assertThat(row.getString(1))
                        .doesNotContain(session.refreshToken(), session.accessToken(), Installation.PASSWORD)
                        .contains("$argon2id$");
            }
        }
    }

    private static int status(String credential) {
        return installation.as(credential).get("/v1/users/me").status();
    }

    private static int audited(String operation, String actor) throws Exception {
        try (PreparedStatement statement =
                content.admin().prepareStatement("SELECT count(*) FROM audit_logs WHERE operation = ? AND actor = ?")) {
            statement.setString(1, operation);
            statement.setString(2, actor);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
    }
}
