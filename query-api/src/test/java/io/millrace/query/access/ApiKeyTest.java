package io.millrace.query.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiKeyTest {

    @TempDir
    Path folder;

    @Test
    void generatedKeyMatchesItselfOnly() {
        String text = ApiKey.generate();
        ApiKey key = ApiKey.parse(text);
        assertThat(text).matches("mr_[0-9a-f]{12}_[A-Za-z0-9_-]{43}").contains(key.id());
        assertThat(key.matches(text)).isTrue();
        assertThat(key.matches(ApiKey.generate())).isFalse();
        assertThat(key.matches(text.substring(0, text.length() - 1))).isFalse();
        assertThat(key.matches("")).isFalse();
    }

    @Test
    void secretIsNeverShown() {
        String text = ApiKey.generate();
        String secret = text.substring(text.length() - 43);
        assertThat(ApiKey.parse(text).toString()).doesNotContain(secret);
        assertThat(properties(text, folder).toString()).doesNotContain(secret);
        assertThatThrownBy(() -> ApiKey.parse(text + "!"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining(secret);
    }

    @Test
    void firstStartMakesAKeyFileThatOnlyItsOwnerReads() throws Exception {
        Path file = folder.resolve("state/api-key");
        ApiKey made = ApiKeySource.obtain(properties(null, file));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(made.matches(Files.readString(file).strip())).isTrue();
        assertThat(Files.list(file.getParent())).hasSize(1);
        assertThat(ApiKeySource.obtain(properties(" ", file)).id()).isEqualTo(made.id());
    }

    @Test
    void configuredKeyNeedsNoFile() {
        String text = ApiKey.generate();
        Path file = folder.resolve("none");
        assertThat(ApiKeySource.obtain(properties(text, file)).matches(text)).isTrue();
        assertThat(file).doesNotExist();
    }

    @Test
    void wrongKeyFileIsOneSentence() throws Exception {
        Path file = Files.writeString(folder.resolve("api-key"), "hunter2");
        assertThatThrownBy(() -> ApiKeySource.obtain(properties(null, file)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is no API key")
                .hasMessageNotContaining("hunter2");
    }

    private static AccessProperties properties(String key, Path keyFile) {
        return new AccessProperties(
                key, keyFile, null, Duration.ofMinutes(10), Duration.ofDays(30), Duration.ofDays(90));
    }
}
