package io.millrace.query.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.query.HttpCalls;
import io.millrace.query.IndexedContent;
import io.millrace.query.QueryApiServer;
import io.millrace.query.access.TestUsers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class UserExportIT {

    private static QueryApiServer server;
    private static IndexedContent content;
    private static HttpCalls ada;
    private static HttpCalls bob;

    @BeforeAll
    static void start() {
        server = QueryApiServer.shared();
        content = new IndexedContent(server);
        ada = TestUsers.login(server, content, "export-ada");
        bob = TestUsers.login(server, content, "export-bob");
    }

    @AfterAll
    static void stop() throws Exception {
        content.close();
    }

    @Test
    void everythingOfTheCallerIsInItAndNothingOfAnybodyElse() throws Exception {
        live(ada, "adas-marker");
        live(bob, "bobs-marker");

        HttpCalls.Answer answer = ada.get("/v1/users/me/export");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        JsonNode export = answer.json();
        assertThat(export.propertyNames())
                .containsExactlyElementsOf(
                        ExportedTable.ALL.stream().map(ExportedTable::name).toList());
        for (String part : Set.of("user", "api_keys", "conversations", "messages", "searches")) {
            assertThat(export.path(part).toString()).as(part).contains("adas-marker");
        }
        for (String part : Set.of("sessions", "answers", "actions")) {
            assertThat(export.path(part).size()).as(part).isPositive();
        }
        assertThat(answer.response().body()).doesNotContain("bobs-marker").doesNotContain("hash");
    }

    @Test
    void moreThanAPageIsExportedOnceEach() throws Exception {
        HttpCalls eve = TestUsers.login(server, content, "export-eve");
        searched(eve, "search", 1001);
        JsonNode searches = eve.get("/v1/users/me/export").json().get("searches");
        assertThat(searches.valueStream()
                        .map(search -> search.get("query").asString())
                        .collect(Collectors.toSet()))
                .hasSize(1001);
        assertThat(searches.size()).isEqualTo(1001);
    }

    @Test
    void noTableThatNamesAUserIsForgotten() throws Exception {
        Set<String> exported = ExportedTable.ALL.stream()
                .map(table -> Objects.requireNonNull(table.key().getTable()).getName())
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> naming = new TreeSet<>(Set.of("users", "collections"));
        try (Connection connection = DriverManager.getConnection(
                        server.jdbcUrl(),
                        server.stack().postgres().adminUser(),
                        server.stack().postgres().adminPassword());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT table_name FROM information_schema.columns"
                        + " WHERE table_schema = 'millrace' AND column_name = 'user_id'")) {
            while (row.next()) {
                naming.add(row.getString(1));
            }
        }
        assertThat(exported).isEqualTo(naming);
    }

    private static void live(HttpCalls user, String marker) throws SQLException {
        user.patch("/v1/users/me", "{\"full_name\":\"" + marker + "\"}");
        user.post("/v1/api-keys", "{\"name\":\"" + marker + "\",\"scopes\":[\"read\"]}");
        String conversation = "/v1/conversations/"
                + user.post("/v1/conversations", "{\"title\":\"" + marker + "\"}")
                        .json()
                        .get("id")
                        .asString();
        user.post(conversation + "/messages", "{\"role\":\"user\",\"content\":\"" + marker + "\"}");
        user.post(conversation + "/history", "{\"question\":\"" + marker + "?\",\"answer\":\"" + marker + ".\"}");
        searched(user, marker, 1);
    }

    private static void searched(HttpCalls user, String words, int times) throws SQLException {
        content.execute(
                "INSERT INTO query_logs (user_id, query, collections, retrieval_mode, retrieved_chunks, response)"
                        + " SELECT ?::uuid, ? || ' ' || n, '{}', 'dense', '{}', 'complete' FROM generate_series(1, ?) n",
                user.get("/v1/users/me").json().get("id").asString(),
                words,
                times);
    }
}
