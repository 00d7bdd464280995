package io.millrace.query.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.query.HttpCalls;
import io.millrace.query.IndexedContent;
import io.millrace.query.QueryApiServer;
import io.millrace.query.access.Installation.Session;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PermissionIT {

    private static QueryApiServer server;
    private static IndexedContent content;
    private static Installation installation;
    private static Session owner;
    private static Session other;

    @BeforeAll
    static void start() {
        server = QueryApiServer.shared();
        content = new IndexedContent(server);
        installation = new Installation(server, content);
        owner = installation.login("giver");
        other = installation.login("taker");
    }

    @AfterAll
    static void stop() throws Exception {
        content.close();
    }

    @Test
    void aPermissionHoldsFromTheNextRequestUntilItIsTakenAway() throws Exception {
        UUID id = installation.collection("lent", owner.userId(), false);
        HttpCalls giver = installation.as(owner.accessToken());
        HttpCalls taker = installation.as(other.accessToken());
        assertThat(taker.get("/v1/collections/lent").status()).isEqualTo(404);
        HttpCalls.Answer given = giver.put("/v1/collections/lent/permissions/taker", "{\"role\":\"reader\"}");
        assertThat(given.status()).isEqualTo(200);
        assertThat(given.json().get("granted_by").asString()).isEqualTo("giver");
        assertThat(taker.get("/v1/collections/lent").json().get("role").asString())
                .isEqualTo("reader");
        HttpCalls.Answer refused = taker.put("/v1/collections/lent/documents/a.md", "{\"content\":\"A.\"}");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.json().get("detail").asString())
                .isEqualTo("you are reader of the collection 'lent', and this needs writer: ask its owner.");
        giver.put("/v1/collections/lent/permissions/taker", "{\"role\":\"writer\"}");
        assertThat(taker.put("/v1/collections/lent/documents/a.md", "{\"content\":\"A.\"}")
                        .status())
                .isEqualTo(202);
        assertThat(giver.get("/v1/collections/lent/permissions")
                        .json()
                        .at("/items/0/role")
                        .asString())
                .isEqualTo("writer");
        assertThat(giver.delete("/v1/collections/lent/permissions/taker").status())
                .isEqualTo(204);
        assertThat(taker.get("/v1/collections/lent").status()).isEqualTo(404);
        assertThat(giver.delete("/v1/collections/lent/permissions/taker").status())
                .isEqualTo(404);
        assertThat(audit(id)).containsExactly("permission.granted", "permission.granted", "permission.revoked");
    }

    @Test
    void whoGivesACollectionAwayStaysAnAdmin() throws Exception {
        UUID id = installation.collection("given-away", owner.userId(), false);
        HttpCalls giver = installation.as(owner.accessToken());
        HttpCalls taker = installation.as(other.accessToken());
        assertThat(giver.put("/v1/collections/given-away/owner", "{\"username\":\"taker\"}")
                        .status())
                .isEqualTo(204);
        assertThat(taker.get("/v1/collections/given-away").json().get("role").asString())
                .isEqualTo("owner");
        assertThat(giver.get("/v1/collections/given-away").json().get("role").asString())
                .isEqualTo("admin");
        assertThat(giver.delete("/v1/collections/given-away").status()).isEqualTo(403);
        assertThat(audit(id)).containsExactly("collection.transferred");
    }

    @Test
    void nobodyNeedsOrGetsMoreThanThereIs() throws Exception {
        installation.collection("plain", owner.userId(), false);
        HttpCalls giver = installation.as(owner.accessToken());
        String permissions = "/v1/collections/plain/permissions/";
        assertThat(giver.put(permissions + "giver", "{\"role\":\"reader\"}").status())
                .isEqualTo(409);
        assertThat(giver.put(permissions + "nobody-here", "{\"role\":\"reader\"}")
                        .status())
                .isEqualTo(404);
        for (String role : List.of("\"owner\"", "\"superuser\"", "\"king\"", "null", "1")) {
            assertThat(giver.put(permissions + "taker", "{\"role\":" + role + "}")
                            .status())
                    .as(role)
                    .isEqualTo(422);
        }
    }

    @Test
    void whoMakesACollectionOwnsItAndMayShowItToAll() {
        HttpCalls giver = installation.as(owner.accessToken());
        HttpCalls taker = installation.as(other.accessToken());
        HttpCalls.Answer made = giver.put("/v1/collections/shown", "{\"embedding_model\":\"hashing-384\"}");
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.json().get("owner").asString()).isEqualTo("giver");
        assertThat(made.json().get("role").asString()).isEqualTo("owner");
        assertThat(taker.put("/v1/collections/shown", "{}").json().get("code").asString())
                .isEqualTo("name-taken");
        assertThat(giver.put("/v1/collections/shown", "{\"is_public\":true}")
                        .json()
                        .get("is_public")
                        .asBoolean())
                .isTrue();
        assertThat(taker.get("/v1/collections/shown").json().get("role").asString())
                .isEqualTo("reader");
        assertThat(taker.put("/v1/collections/shown", "{}").status()).isEqualTo(403);
    }

    private static List<String> audit(UUID collection) throws Exception {
        List<String> operations = new ArrayList<>();
        try (PreparedStatement statement = content.admin()
                .prepareStatement("SELECT operation FROM audit_logs WHERE collection_id = ? ORDER BY occurred_at")) {
            statement.setObject(1, collection);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    operations.add(row.getString(1));
                }
            }
        }
        return operations;
    }
}
