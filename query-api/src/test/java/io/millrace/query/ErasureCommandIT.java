package io.millrace.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.query.access.TestUsers;
import io.millrace.schemas.id.CollectionId;
import io.millrace.schemas.id.DocumentId;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code erase} and {@code erasures} as an operator runs them; a test does what the sync-worker would note. */
class ErasureCommandIT {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String RECEIPT = """
            {"stores": {"documents-and-chunks": {"found": 3, "remaining": 0, "state": "%s", "bounded_by": "at once"},
                        "documents-topic": {"found": 7, "remaining": 7, "state": "EXPIRING",
                                            "gone_by": "2030-01-02T03:04:05Z", "bounded_by": "retention.ms=1"}}}""";

    private static QueryApiServer server;
    private static IndexedContent content;
    private static CollectionId notes;
    private static DocumentId letter;

    @BeforeAll
    static void start() throws Exception {
        server = QueryApiServer.shared();
        content = new IndexedContent(server);
        notes = content.readyCollection("erasure-notes");
        letter = content.document(notes, "letter.md", Map.of(), "A letter.");
        TestUsers.login(server, content, "erasure-heir");
    }

    @AfterAll
    static void stop() throws Exception {
        // Whoever comes after meets no erasure that is under way.
        content.execute("DELETE FROM operations WHERE type = 'ERASURE'");
        content.close();
    }

    @Test
    void nothingIsErasedWithoutExecuteThoughAllElseIsAsked() throws SQLException {
        user("erasure-eve", "erasure-eves");
        CommandRun shown = run("erase", "user", "erasure-eve", "--trim-topics", "--wait");
        assertThat(shown.code()).as(shown.err()).isZero();
        assertThat(shown.out())
                .isEqualTo("would erase the user, with 1 collection and 0 documents: add --execute to do it\n");
        assertThat(run("erase", "user", "erasure-eve", "--transfer-to", "erasure-heir")
                        .out())
                .startsWith("would erase the user, with 0 collections and 0 documents");
        assertThat(run("erase", "document", "letter.md", "-c", "erasure-notes").out())
                .isEqualTo("would erase the document: add --execute to do it\n");
        assertThat(content.texts("SELECT id::text FROM operations WHERE config ->> 'document' = ?", letter.toString()))
                .isEmpty();
        assertThat(content.texts("SELECT username FROM users WHERE username = 'erasure-eve' AND is_active"))
                .hasSize(1);
    }

    @Test
    void askedUserIsLockedOutAtOnceAndTheOperationSaysWhoGetsTheCollections() throws SQLException {
        UUID ada = user("erasure-ada", "erasure-adas");
        CommandRun begun = run(
                "erase",
                "user",
                "erasure-ada",
                "--transfer-to",
                "erasure-heir",
                "--trim-topics",
                "--execute",
                "--json");
        assertThat(begun.code()).as(begun.err()).isZero();
        JsonNode erasure = JSON.readTree(begun.out());
        assertThat(erasure.path("status").asString()).isEqualTo("PENDING");
        assertThat(content.texts(
                        "SELECT (config ->> 'user') || (config ->> 'trim_topics') || (SELECT username FROM users u"
                                + " WHERE u.id::text = config ->> 'transfer_to') FROM operations WHERE id = ?::uuid",
                        erasure.path("id").asString()))
                .containsExactly(ada + "true" + "erasure-heir");
        assertThat(content.texts("SELECT username FROM users WHERE username = 'erasure-ada' AND is_active"))
                .isEmpty();
        String id = erasure.path("id").asString();
        assertThat(run("erase", "user", "erasure-ada", "--transfer-to", "erasure-heir", "--execute", "--json")
                        .out())
                .as("it is not begun a second time")
                .contains(id);
        CommandRun changed = run("erase", "user", "erasure-ada", "--execute");
        assertThat(changed.code()).isEqualTo(2);
        assertThat(changed.err())
                .startsWith("error: the erasure " + id + " is under way, and gives the user's collections to ");
    }

    @Test
    void erasureThatIsUnderWayIsNotChanged() throws SQLException {
        user("erasure-bob", "erasure-bobs");
        assertThat(run("erase", "user", "erasure-bob", "--execute").code()).isZero();
        String id = operation("erasure-bob");
        for (String more : List.of("--trim-topics", "--transfer-to erasure-heir")) {
            CommandRun refused = run(("erase user erasure-bob --execute " + more).split(" "));
            assertThat(refused.code()).as(more).isEqualTo(2);
            assertThat(refused.err()).startsWith("error: the erasure " + id + " is under way, and ");
        }
        assertThat(content.texts(
                        "SELECT coalesce(config ->> 'transfer_to', 'nobody') FROM operations WHERE id = ?::uuid", id))
                .containsExactly("nobody");
    }

    @Test
    void waitingEndsWhenOnlyTimeIsLeftAndTheReceiptIsShownThenAndLater() throws Exception {
        user("erasure-tim", "erasure-tims");
        CompletableFuture<CommandRun> running = inBackground("erase", "user", "erasure-tim", "--execute", "--wait");
        String id = operation("erasure-tim");
        note(id, "RUNNING", RECEIPT.formatted("PENDING"), null);
        await().pollDelay(Duration.ofMillis(1500)).until(() -> !running.isDone());
        note(id, "RUNNING", RECEIPT.formatted("ERASED"), null);
        await().atMost(Duration.ofSeconds(60)).until(running::isDone);

        CommandRun done = running.join();
        assertThat(done.code()).as(done.err()).isZero();
        assertThat(done.out().lines().toList())
                .isEqualTo(List.of(
                        "erasure " + id + " is RUNNING, gone by 2030-01-02T03:04:05Z",
                        "STORE                 FOUND  LEFT  STATE     GONE BY               BECAUSE",
                        "documents-topic           7     7  EXPIRING  2030-01-02T03:04:05Z  retention.ms=1",
                        "documents-and-chunks      3     0  ERASED                          at once"));
        assertThat(run("erasures", id).out()).isEqualTo(done.out());
        CommandRun all = run("erasures");
        assertThat(all.code()).isZero();
        assertThat(all.out().lines().findFirst().orElseThrow()).matches("ID +WHAT +STATUS +ASKED +GONE BY");
        assertThat(all.out().lines()).anyMatch(line -> line.matches(id + "  user +RUNNING .*2030-01-02T03:04:05Z"));
        assertThat(JSON.readTree(run("erasures", id, "--json").out())
                        .path("receipt")
                        .size())
                .isEqualTo(2);
    }

    @Test
    void erasureThatFailsEndsTheWaitWithItsSentenceAndItsCode() throws Exception {
        content.document(notes, "again.md", Map.of(), "Again.");
        CompletableFuture<CommandRun> running =
                inBackground("erase", "document", "again.md", "-c", "erasure-notes", "--execute", "--wait");
        String id = document("again.md");
        note(id, "FAILED", "{}", "The document was published again.");
        CommandRun failed = running.join();
        assertThat(failed.code()).isEqualTo(1);
        assertThat(failed.out()).startsWith("erasure " + id + " is FAILED: The document was published again.\n");
        assertThat(run("erasures", id).out()).startsWith("erasure " + id + " is FAILED: ");
    }

    @ParameterizedTest
    @CsvSource({
        "2, erase",
        "2, erase nonsense",
        "2, erase user",
        "2, erase user a b",
        "2, erase user operator --execute",
        "2, erase user erasure-heir --transfer-to erasure-heir --execute",
        "2, erase user erasure-heir --transfer-to",
        "2, erase user erasure-heir -c erasure-notes",
        "2, erase document letter.md",
        "2, erase document -c erasure-notes",
        "2, erase document letter.md -c erasure-notes --transfer-to erasure-heir",
        "2, erasures nonsense",
        "2, erasures a b",
        "5, erase user nobody-at-all --execute",
        "5, erase user erasure-heir --transfer-to nobody-at-all --execute",
        "5, erase document letter.md -c nowhere --execute",
        "5, erase document 00000000-0000-4000-8000-000000000000 -c erasure-notes --execute",
        "5, erasures 00000000-0000-4000-8000-000000000000",
    })
    void wrongUseIsOneSentenceAndItsCodeAndErasesNothing(int code, String line) throws SQLException {
        CommandRun result = run(line.split(" "));
        assertThat(result.code()).as(result.out() + result.err()).isEqualTo(code);
        assertThat(result.err()).startsWith("error: ").doesNotContain("Exception", "\tat ");
        assertThat(result.err().lines().count()).isLessThanOrEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(content.texts(
                        "SELECT username FROM users WHERE username IN ('operator', 'erasure-heir') AND is_active"))
                .hasSize(2);
        assertThat(content.texts("SELECT id::text FROM operations WHERE config ->> 'document' = ?", letter.toString()))
                .isEmpty();
    }

    @Test
    void sentencesSayWhatToDo() {
        assertThat(run("erase", "user", "nobody-at-all").err()).contains("there is no user 'nobody-at-all': list them");
        assertThat(run("erase", "user", "operator").err()).contains("cannot be erased");
        assertThat(run("erase", "user", "erasure-heir", "--transfer-to", "erasure-heir")
                        .err())
                .contains("collections go to another user");
        assertThat(run("erase", "document", "letter.md").err())
                .contains("--collection", "try: ", "erase document --help");
        assertThat(run("erasures", "00000000-0000-4000-8000-000000000000").err())
                .contains("there is no erasure 00000000-0000-4000-8000-000000000000");
        assertThat(run("erase", "--help").out()).contains("user", "document");
    }

    @Test
    void whoIsNoSuperuserErasesNobodyAndSeesNoReceipt() {
        HttpCalls mallory = TestUsers.login(server, content, "erasure-mallory");
        String key = mallory.post("/v1/api-keys", "{\"name\":\"k\",\"scopes\":[\"read\",\"write\",\"admin\"]}")
                .json()
                .path("key")
                .asString();
        Map<String, String> environment = Map.of("MILLRACE_API_URL", server.url(), "MILLRACE_API_KEY", key);
        for (String line : new String[] {
            "erase user erasure-heir --execute", "erase document letter.md -c erasure-notes --execute", "erasures"
        }) {
            CommandRun refused = CommandRun.of(environment, line.split(" "));
            assertThat(refused.code()).as(line + ": " + refused.err()).isEqualTo(6);
            assertThat(refused.err().lines()).singleElement().asString().startsWith("error: ");
        }
    }

    /** With a collection. */
    private static UUID user(String name, String collection) throws SQLException {
        UUID id = UUID.randomUUID();
        content.execute("INSERT INTO users (id, username) VALUES (?, ?)", id, name);
        UUID owned = UUID.randomUUID();
        content.execute("""
                INSERT INTO collections (id, name, vector_store_name, embedding_model, dimension, topic_partitions, owner_id)
                VALUES (?, ?, ?, 'hashing-384', 384, 1, ?)""", owned, collection, "col_" + owned.toString().replace('-', '_'), id);
        return id;
    }

    private static String operation(String username) {
        return only(
                "SELECT id::text FROM operations WHERE config ->> 'user' = (SELECT id::text FROM users WHERE username = ?)",
                username);
    }

    private static String document(String source) {
        return only("SELECT id::text FROM operations WHERE config ->> 'source' = ?", source);
    }

    private static String only(String sql, String parameter) {
        return await().atMost(Duration.ofSeconds(60))
                .until(() -> content.texts(sql, parameter), found -> !found.isEmpty())
                .getFirst();
    }

    private static void note(String id, String status, String progress, String error) throws SQLException {
        content.execute(
                "UPDATE operations SET status = ?, progress = ?::jsonb, error = ?,"
                        + " finished_at = CASE WHEN ? = 'FAILED' THEN now() END WHERE id = ?::uuid",
                status,
                progress,
                error,
                status,
                id);
    }

    private static CompletableFuture<CommandRun> inBackground(String... arguments) {
        var threads = Executors.newVirtualThreadPerTaskExecutor();
        return CompletableFuture.supplyAsync(() -> run(arguments), threads);
    }

    private static CommandRun run(String... arguments) {
        return CommandRun.of(
                Map.of("MILLRACE_API_URL", server.url(), "MILLRACE_API_KEY", server.apiKey(), "COLUMNS", "200"),
                arguments);
    }
}
