package io.millrace.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sync.connection.InvalidSettingsException;
import io.millrace.sync.connection.SyncSettings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class SyncWorkerMainTest {

    private final StringWriter err = new StringWriter();
    private final StringWriter out = new StringWriter();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rebuild",
                "rebuild a b",
                "rebuild a --keep-old --drop-old",
                "rollback",
                "verify",
                "verify c --wait x",
                "dlt",
                "dlt list",
                "dlt show --topic t",
                "frobnicate",
                "--frobnicate"
            })
    void wrongUseIsOneSentenceAndCode2(String line) {
        assertThat(execute(line.split(" "))).isEqualTo(2);
        assertThat(err.toString().strip().lines()).hasSize(1).first().asString().contains("--help");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--help", "rebuild --help", "rollback --help", "verify --help", "dlt list --help", "run --help"})
    void helpNamesTheExitCodesOrTheVerbs(String line) {
        assertThat(execute(line.split(" "))).isZero();
        assertThat(out.toString()).contains("Usage");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "rebuild --help", "rollback --help", "verify --help", "dlt list --help"})
    void helpDocumentsExitCodes(String line) {
        execute(line.split(" "));
        assertThat(out.toString()).contains("Exit codes:").contains("wrong usage");
    }

    @Test
    void missingVariablesAreNamedInOneSentence() {
        assertThatThrownBy(() -> SyncSettings.from(Map.of("MILLRACE_QDRANT_URL", "http://q:6334")::get))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining(
                        "MILLRACE_POSTGRES_URL, MILLRACE_SYNC_PASSWORD, MILLRACE_KAFKA_BOOTSTRAP_SERVERS");
    }

    @Test
    void secretsMayBeInFilesAndAnUnusableOneIsOneSentence(@TempDir Path folder) throws Exception {
        Map<String, String> environment = complete();
        for (String secret :
                List.of("MILLRACE_SYNC_PASSWORD", "MILLRACE_KAFKA_SASL_JAAS_CONFIG", "MILLRACE_QDRANT_API_KEY")) {
            Path file = Files.writeString(folder.resolve(secret), environment.remove(secret) + "\n");
            environment.put(secret + "_FILE", file.toString());
        }
        assertThat(SyncSettings.from(environment::get)).isEqualTo(SyncSettings.from(complete()::get));

        environment.put("MILLRACE_SYNC_PASSWORD", "pw secret");
        assertThatThrownBy(() -> SyncSettings.from(environment::get))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("MILLRACE_SYNC_PASSWORD_FILE are both set")
                .hasMessageNotContaining("pw secret");
    }

    @Test
    void everyVariableIsRead() {
        SyncSettings settings = SyncSettings.from(complete()::get);
        assertThat(settings.postgres().jdbcUrl()).isEqualTo("jdbc:postgresql://p/db?sslmode=verify-full");
        assertThat(settings.kafka())
                .containsOnly(
                        Map.entry("bootstrap.servers", "k:9092"),
                        Map.entry("security.protocol", "SASL_SSL"),
                        Map.entry("sasl.mechanism", "PLAIN"),
                        Map.entry("sasl.jaas.config", "jaas secret"));
        assertThat(settings.qdrant().apiKey()).hasValue("key secret");
        assertThat(settings.topics().prefix()).isEqualTo("mine");
        assertThat(settings.toString()).doesNotContain("secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MILLRACE_QDRANT_URL=q:6334",
                "MILLRACE_POSTGRES_URL=postgresql://u:p@h/db",
                "MILLRACE_POSTGRES_URL=mysql://h/db",
                "MILLRACE_POSTGRES_URL=postgresql://p/db?sslmode=require",
                "MILLRACE_KAFKA_SECURITY_PROTOCOL=SASL_PLAINTEXT",
                "MILLRACE_QDRANT_URL=http://q:6334",
                "MILLRACE_QDRANT_API_KEY=",
                "MILLRACE_TOPIC_PREFIX=a b"
            })
    void badValuesAreRefused(String bad) {
        Map<String, String> env = complete();
        env.put(bad.substring(0, bad.indexOf('=')), bad.substring(bad.indexOf('=') + 1));
        assertThatThrownBy(() -> SyncSettings.from(env::get)).isInstanceOf(InvalidSettingsException.class);
    }

    private static Map<String, String> complete() {
        return new HashMap<>(Map.of(
                "MILLRACE_POSTGRES_URL", "postgresql://p/db?sslmode=verify-full",
                "MILLRACE_SYNC_PASSWORD", "pw secret",
                "MILLRACE_KAFKA_BOOTSTRAP_SERVERS", "k:9092",
                "MILLRACE_KAFKA_SECURITY_PROTOCOL", "SASL_SSL",
                "MILLRACE_KAFKA_SASL_MECHANISM", "PLAIN",
                "MILLRACE_KAFKA_SASL_JAAS_CONFIG", "jaas secret",
                "MILLRACE_QDRANT_URL", "https://q:6334",
                "MILLRACE_QDRANT_API_KEY", "key secret",
                "MILLRACE_TOPIC_PREFIX", "mine"));
    }

    private int execute(String... args) {
        CommandLine command = SyncWorkerMain.commandLine();
        command.setErr(new PrintWriter(err, true));
        command.setOut(new PrintWriter(out, true));
        return command.execute(args);
    }
}
