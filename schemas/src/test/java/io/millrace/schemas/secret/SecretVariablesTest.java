package io.millrace.schemas.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretVariablesTest {

    private static final String NAME = "MILLRACE_SYNC_PASSWORD";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MILLRACE_ADMIN_PASSWORD",
                "MILLRACE_MIGRATE_PASSWORD",
                "MILLRACE_INGEST_PASSWORD",
                "MILLRACE_SYNC_PASSWORD",
                "MILLRACE_QUERY_PASSWORD",
                "MILLRACE_RELAY_PASSWORD",
                "MILLRACE_KAFKA_SASL_JAAS_CONFIG",
                "MILLRACE_QDRANT_API_KEY",
                "MILLRACE_API_KEY",
                "MILLRACE_JWT_SECRET",
                "MILLRACE_EMBEDDING_MODELS_BOOK2_APIKEY",
                "MILLRACE_EMBEDDING_MODELS_BOOK2_API_KEY"
            })
    void everySecretMayBeInAFile(String name) throws IOException {
        Map<String, String> environment = Map.of(name + "_FILE", file("s3cret\n"));
        assertThat(SecretVariables.find(name, environment::get)).contains("s3cret");
        assertThat(SecretVariables.inFiles(environment)).containsExactly(Map.entry(name, "s3cret"));
    }

    @Test
    void aVariableThatIsNoSecretIsNeverReadFromAFile() throws IOException {
        Map<String, String> environment =
                Map.of("MILLRACE_POSTGRES_URL_FILE", file("x"), "OTHER_PASSWORD_FILE", file("x"), "PATH", "p");
        assertThat(SecretVariables.find("MILLRACE_POSTGRES_URL", environment::get))
                .isEmpty();
        assertThat(SecretVariables.find("PATH", environment::get)).contains("p");
        assertThat(SecretVariables.inFiles(environment)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {"pw\\n,pw", "pw\\r\\n,pw", "pw,pw", "pw\\n\\n,pw\\n", "\" p w \\n\",\" p w \"", "a\\nb\\n,a\\nb"})
    void oneLineBreakAtTheEndIsNoPartOfTheSecret(String content, String secret) throws IOException {
        Map<String, String> environment = Map.of(NAME + "_FILE", file(unescaped(content)));
        assertThat(SecretVariables.find(NAME, environment::get)).contains(unescaped(secret));
    }

    @Test
    void aBlankVariableIsNotSet() throws IOException {
        String file = file("from the file");
        assertThat(SecretVariables.find(NAME, Map.of(NAME, " ", NAME + "_FILE", file)::get))
                .contains("from the file");
        assertThat(SecretVariables.find(NAME, Map.of(NAME, "own", NAME + "_FILE", "")::get))
                .contains("own");
        assertThat(SecretVariables.find(NAME, Map.of(NAME, "", NAME + "_FILE", " ")::get))
                .isEmpty();
        assertThat(SecretVariables.inFiles(Map.of(NAME + "_FILE", ""))).isEmpty();
    }

    @Test
    void bothWaysAtOnceAreRefusedInOneSentence() throws IOException {
        Map<String, String> environment = Map.of(NAME, "one", NAME + "_FILE", file("two"));
        assertThatThrownBy(() -> SecretVariables.inFiles(environment))
                .isInstanceOf(UnusableSecretException.class)
                .hasMessage(
                        "MILLRACE_SYNC_PASSWORD and MILLRACE_SYNC_PASSWORD_FILE are both set: leave one of them out.");
    }

    @Test
    void aFileWithoutAUsableSecretIsRefusedByVariableAndPathAndNeverQuoted() throws IOException {
        assertRefused(folder.resolve("absent").toString(), "does not exist");
        assertRefused(folder.toString(), "cannot be read");
        assertRefused(file(""), "is empty");
        assertRefused(file(" \n"), "is empty");
        assertRefused(file("s3cret".repeat(SecretVariables.MAX_BYTES / 6 + 1)), "is larger than 16384 bytes");
        assertRefused("/dev/zero", "is larger than 16384 bytes");
        Path binary = folder.resolve("binary");
        Files.write(binary, new byte[] {'s', '3', 'c', 'r', 'e', 't', (byte) 0xff});
        assertRefused(binary.toString(), "is not text in UTF-8");
    }

    private static void assertRefused(String path, String why) {
        assertThatThrownBy(() -> SecretVariables.find(NAME, Map.of(NAME + "_FILE", path)::get))
                .isInstanceOf(UnusableSecretException.class)
                .hasMessageStartingWith("The file that MILLRACE_SYNC_PASSWORD_FILE names, " + path + ", " + why)
                .hasMessageNotContaining("s3cret");
    }

    private String file(String content) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "secret", null), content)
                .toString();
    }

    private static String unescaped(String text) {
        return text.replace("\\n", "\n").replace("\\r", "\r");
    }
}
