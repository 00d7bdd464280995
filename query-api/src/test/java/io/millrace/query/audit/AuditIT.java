package io.millrace.query.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.local.stack.Stacks;
import io.millrace.query.HttpCalls;
import io.millrace.query.IndexedContent;
import io.millrace.query.QueryApiMain;
import io.millrace.query.QueryApiServer;
import io.millrace.query.access.TestUsers;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

class AuditIT {

    private static QueryApiServer server;
    private static IndexedContent content;

    @BeforeAll
    static void start() {
        server = QueryApiServer.start(Stacks.shared());
        content = new IndexedContent(server);
    }

    @AfterAll
    static void stop() throws Exception {
        content.close();
        server.close();
    }

    private record Run(int code, String out) {}

    @Test
    void whoDidWhatFromWhereIsInTheLogAndAChangeOfItIsFound() throws Exception {
        HttpCalls ada = TestUsers.login(server, content, "audit-ada");
        JsonNode made = ada.send(
                        "PUT",
                        "/v1/collections/audited",
                        "{\"embedding_model\":\"hashing-384\"}",
                        Map.of("Content-Type", "application/json", "User-Agent", "a test's agent"))
                .json();
        JsonNode entry = server.http()
                .get("/v1/audit-logs?resource=" + made.get("id").asString())
                .json()
                .get("items")
                .get(0);
        assertThat(entry.get("operation").asString()).isEqualTo("collection.created");
        String user = ada.get("/v1/users/me").json().get("id").asString();
        assertThat(entry.get("actor").asString()).isEqualTo("user:" + user);
        assertThat(entry.get("user_id").asString()).isEqualTo(user);
        assertThat(entry.get("ip").asString()).isEqualTo("127.0.0.1");
        assertThat(entry.get("user_agent").asString()).isEqualTo("a test's agent");

        content.texts("SELECT audit_seal(100000)");
        JsonNode stretch =
                server.http().get("/v1/audit-logs/verification?links=1").json();
        assertThat(stretch.get("more").asBoolean()).isTrue();
        assertThat(stretch.has("unsealed"))
                .as("counted once, with the last stretch")
                .isFalse();
        assertThat(server.http()
                        .get("/v1/audit-logs/verification")
                        .json()
                        .get("unsealed")
                        .asLong())
                .isZero();
        Run whole = run("audit", "verify");
        assertThat(whole.code()).as(whole.out()).isZero();
        String head = whole.out().strip().replaceFirst("(?s).*the last link is ", "");
        assertThat(run("audit", "verify", "--expect", head).code()).isZero();
        assertThat(run("audit", "verify", "--expect", "1:" + "0".repeat(64)).out())
                .contains("not the one that was noted");
        assertThat(run("audit", "verify", "--expect", "x").code()).isEqualTo(2);

        content.execute("UPDATE audit_logs SET actor = 'user:somebody-else' WHERE actor = ?", "user:" + user);
        Run broken = run("audit", "verify");
        assertThat(broken.code()).isEqualTo(1);
        assertThat(broken.out()).contains("does not hold: who did it was changed");
    }

    private static Run run(String... arguments) {
        StringWriter out = new StringWriter();
        CommandLine commandLine =
                QueryApiMain.commandLine(Map.of("MILLRACE_API_URL", server.url(), "MILLRACE_API_KEY", server.apiKey()));
        commandLine.setOut(new PrintWriter(out));
        commandLine.getSubcommands().values().forEach(c -> {
            c.setOut(new PrintWriter(out));
            c.getSubcommands().values().forEach(s -> s.setOut(new PrintWriter(out)));
        });
        int code = commandLine.execute(arguments);
        return new Run(code, out.toString());
    }
}
