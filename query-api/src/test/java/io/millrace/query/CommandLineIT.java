package io.millrace.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.query.access.ApiKey;
import io.millrace.schemas.id.CollectionId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class CommandLineIT {

    private static QueryApiServer server;

    @BeforeAll
    static void start() throws Exception {
        server = QueryApiServer.shared();
        try (IndexedContent content = new IndexedContent(server)) {
            CollectionId c = content.readyCollection("shell");
            content.document(
                    c,
                    "arms/elbow.md",
                    Map.of("joint", "elbow"),
                    "The elbow joint bends the arm and needs a motor of high torque density.");
        }
    }

    @Test
    void searchShowsHitsForPeople() {
        CommandRun result =
                run("search", "elbow joint", "--collection", "shell", "--top-k", "3", "--filter", "joint=elbow");
        assertThat(result.code()).isZero();
        assertThat(result.out())
                .contains(" 1  0.", "Title of arms/elbow.md › Section 0", "shell: arms/elbow.md", "    The elbow joint")
                .contains("1 hit in", "shell up to date");
        assertThat(result.out().lines()).allMatch(line -> line.length() <= 60);
        assertThat(run("search", "elbow", "-c", "shell", "--filter", "joint=knee")
                        .out())
                .startsWith("0 hits");
    }

    @Test
    void everyVerbSpeaksJson() {
        for (String[] verb : List.of(
                new String[] {"search", "elbow", "-c", "shell", "--json"},
                new String[] {"collections", "list", "--json"},
                new String[] {"collections", "show", "shell", "--json"},
                new String[] {"collections", "limits", "shell", "--json"},
                new String[] {"collections", "sources", "shell", "--json"},
                new String[] {"collections", "history", "shell", "--json"},
                new String[] {"documents", "list", "-c", "shell", "--json"},
                new String[] {"documents", "show", "arms/elbow.md", "-c", "shell", "--json"},
                new String[] {"pipeline", "--json"})) {
            CommandRun result = run(verb);
            assertThat(result.code()).as(result.err()).isZero();
            assertThat(new JsonMapper().readTree(result.out()).isObject()).isTrue();
        }
    }

    @Test
    void tablesNameWhatIsThere() {
        assertThat(run("collections", "list").out()).contains("NAME", "shell", "READY", "hashing-384");
        assertThat(run("documents", "list", "-c", "shell").out()).contains("SOURCE", "arms/elbow.md", "INDEXED");
        assertThat(run("pipeline").out()).contains("STAGE", "relay", "COLLECTION", "shell");
    }

    @Test
    void deletionIsOnlyShownWithoutExecute() {
        run("collections", "create", "brief", "--model", "hashing-384", "--wait", "0s");
        assertThat(run("collections", "delete", "brief").out()).startsWith("would delete collection brief");
        assertThat(run("collections", "show", "brief").code()).isZero();
        assertThat(run("collections", "delete", "brief", "--execute").code()).isZero();
        assertThat(run("collections", "show", "brief").code()).isEqualTo(5);
        assertThat(run("documents", "delete", "arms/elbow.md", "-c", "shell").out())
                .startsWith("would delete");
        assertThat(run("documents", "purge", "arms/elbow.md", "-c", "shell").out())
                .startsWith("would delete arms/elbow.md with its content, for good");
    }

    @Test
    void changesOfDocumentsAndCollectionsSayWhatTheyDid() {
        assertThat(run("documents", "describe", "arms/elbow.md", "-c", "shell", "--metadata", "joint=knee")
                        .out())
                .startsWith("the description of arms/elbow.md is sent (event ");
        assertThat(run("documents", "restore", "arms/elbow.md", "-c", "shell").out())
                .startsWith("the restoration of arms/elbow.md is sent");
        assertThat(run("collections", "limits", "shell", "--max-documents", "7").out())
                .contains("max_documents", "7");
        assertThat(run("collections", "limits", "shell", "--none").out()).contains("no limits");
        assertThat(run("collections", "history", "shell").out()).contains("WHAT", "collection.limited");
        assertThat(run("collections", "sources", "shell").out()).contains("arms/");
        assertThat(run("collections", "archive", "shell").out()).contains("collection shell is ARCHIVED");
        assertThat(run("collections", "unarchive", "shell").out()).contains("collection shell is READY");
    }

    @ParameterizedTest
    @CsvSource({
        "2, frobnicate",
        "2, search",
        "2, search x",
        "2, search x -c shell --top-k many",
        "2, search x -c shell --top-k 1000",
        "2, search x -c shell --filter nonsense",
        "2, search x -c shell --nonsense",
        "2, collections",
        "2, collections create Upper",
        "2, collections create a --model none",
        "2, collections create shell --model hashing-1024",
        "2, documents list",
        "2, documents list -c shell --status LOST",
        "2, documents describe arms/elbow.md -c shell",
        "2, documents list -c shell --deleted maybe",
        "2, collections limits shell --none --max-bytes 1",
        "2, run nonsense",
        "5, search x -c nowhere",
        "5, collections show nowhere",
        "5, documents show none.md -c shell",
        "5, documents delete none.md -c shell",
        "5, documents restore none.md -c shell",
    })
    void wrongUseIsOneSentenceAndItsCode(int code, String line) {
        CommandRun result = run(line.split(" "));
        assertThat(result.code()).as(result.err()).isEqualTo(code);
        assertThat(result.err()).startsWith("error: ").doesNotContain("Exception", "\tat ");
        assertThat(result.err().lines().count()).isLessThanOrEqualTo(2);
        assertThat(result.out()).isEmpty();
    }

    @Test
    void keyThatIsMissingOrWrongIsToldApartFromAServerThatIsNot(@TempDir Path folder) throws Exception {
        Map<String, String> environment = new HashMap<>(environment());
        environment.put("MILLRACE_API_KEY", ApiKey.generate());
        assertThat(run(environment, "collections", "list").code()).isEqualTo(6);
        environment.remove("MILLRACE_API_KEY");
        environment.put("MILLRACE_API_KEY_FILE", "/nonexistent/api-key");
        CommandRun absent = run(environment, "collections", "list");
        assertThat(absent.code()).isEqualTo(6);
        assertThat(absent.err()).contains("MILLRACE_API_KEY_FILE names, /nonexistent/api-key, does not exist");
        Path file = Files.writeString(folder.resolve("api-key"), server.apiKey() + "\n");
        environment.put("MILLRACE_API_KEY_FILE", file.toString());
        assertThat(run(environment, "collections", "list").code()).isZero();
        environment.remove("MILLRACE_API_KEY_FILE");
        environment.putAll(environment());
        environment.put("MILLRACE_API_URL", "http://127.0.0.1:1");
        CommandRun down = run(environment, "collections", "list");
        assertThat(down.code()).isEqualTo(7);
        assertThat(down.err()).contains("does not answer at http://127.0.0.1:1");
        environment.put("MILLRACE_API_URL", "nonsense");
        assertThat(run(environment, "pipeline").code()).isEqualTo(2);
    }

    @Test
    void helpNamesVerbsAndExitCodes() {
        CommandRun help = run("--help");
        assertThat(help.code()).isZero();
        assertThat(help.out()).contains("search", "collections", "documents", "pipeline", "run", "not authorised");
    }

    private static Map<String, String> environment() {
        return Map.of("MILLRACE_API_URL", server.url(), "MILLRACE_API_KEY", server.apiKey(), "COLUMNS", "60");
    }

    private static CommandRun run(String... arguments) {
        return run(environment(), arguments);
    }

    private static CommandRun run(Map<String, String> environment, String... arguments) {
        return CommandRun.of(environment, arguments);
    }
}
