package io.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.system.ApplicationProcess.CommandResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A secret that cannot be used ends an application and a verb before they connect anywhere. That a file works instead of a variable
 * is seen by every test of the {@link Pipeline}, whose applications have passwords in files.
 */
class SecretFilesIT {

    private static final String SECRET = "nobody-may-read-this";

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "ingest-worker, run, MILLRACE_INGEST_PASSWORD",
        "ingest-worker, migrate, MILLRACE_ADMIN_PASSWORD",
        "sync-worker, run, MILLRACE_SYNC_PASSWORD",
        "sync-worker, verify, MILLRACE_QDRANT_API_KEY",
        "query-api, run, MILLRACE_JWT_SECRET",
        "query-api, pipeline, MILLRACE_API_KEY"
    })
    void aSecretThatCannotBeUsedIsOneSentenceAndNoStart(String module, String verb, String variable) throws Exception {
        Path file = Files.writeString(folder.resolve("secret"), SECRET + "\n");
        String both = refused(module, verb, Map.of(variable, SECRET, variable + "_FILE", file.toString()));
        assertThat(both).endsWith(variable + " and " + variable + "_FILE are both set: leave one of them out.");

        Path absent = folder.resolve("absent");
        assertThat(refused(module, verb, Map.of(variable + "_FILE", absent.toString())))
                .endsWith("The file that " + variable + "_FILE names, " + absent
                        + ", does not exist: it must hold the secret and nothing else.");
    }

    private String refused(String module, String verb, Map<String, String> secrets) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "MILLRACE_POSTGRES_URL", "jdbc:postgresql://127.0.0.1:1/millrace",
                "MILLRACE_ADMIN_USER", "nobody",
                "MILLRACE_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1",
                "MILLRACE_QDRANT_URL", "http://127.0.0.1:1"));
        if (!secrets.containsKey("MILLRACE_SYNC_PASSWORD_FILE")) {
            environment.put("MILLRACE_SYNC_PASSWORD", "irrelevant");
        }
        environment.putAll(secrets);
        String[] arguments = verb.equals("verify") ? new String[] {verb, "books"} : new String[] {verb};
        CommandResult result = ApplicationProcess.run(
                module, environment, folder.resolve(Integer.toString(secrets.size())), arguments);
        assertThat(result.exitCode()).as(result.output()).isBetween(1, 6);
        assertThat(result.output()).doesNotContain(SECRET).doesNotContain("\tat ");
        assertThat(result.output().strip().lines()).hasSize(1);
        return result.output().strip();
    }
}
