package io.millrace.query.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningSecretTest {

    @TempDir
    Path folder;

    @Test
    void firstStartMakesASecretBesideTheKeyThatOnlyItsOwnerReads() throws Exception {
        AccessProperties properties = properties(null, null);
        ApiKey key = ApiKeySource.obtain(properties);
        byte[] made = SigningSecret.obtain(properties, key).bytes();
        Path file = folder.resolve("jwt-secret");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(file).strip()).hasSize(43);
        assertThat(SigningSecret.obtain(properties, key).bytes()).isEqualTo(made);
    }

    @Test
    void processesWithTheSameConfiguredKeyAgreeAndNeedNoFile() {
        String text = ApiKey.generate();
        AccessProperties properties = properties(text, null);
        byte[] one = SigningSecret.obtain(properties, ApiKey.parse(text)).bytes();
        assertThat(SigningSecret.obtain(properties, ApiKey.parse(text)).bytes()).isEqualTo(one);
        assertThat(SigningSecret.obtain(properties, ApiKey.parse(ApiKey.generate()))
                        .bytes())
                .isNotEqualTo(one);
        assertThat(one).isNotEqualTo(ApiKey.parse(text).hash());
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void whatIsConfiguredGoesFirst() {
        String text = ApiKey.generate();
        String secret = "a secret of thirty-two characters";
        for (String key : new String[] {text, null}) {
            assertThat(SigningSecret.obtain(properties(key, secret), ApiKey.parse(text))
                            .bytes())
                    .isEqualTo(secret.getBytes(StandardCharsets.UTF_8));
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aSecretThatIsTooShortIsRefusedWithoutQuotingIt() {
        String text = ApiKey.generate();
        assertThatThrownBy(() -> SigningSecret.obtain(properties(text, "hunter2"), ApiKey.parse(text)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("MILLRACE_JWT_SECRET")
                .hasMessageNotContaining("hunter2");
    }

    private AccessProperties properties(@Nullable String key, @Nullable String secret) {
        return new AccessProperties(
                key,
                folder.resolve("api-key"),
                secret,
                Duration.ofMinutes(10),
                Duration.ofDays(30),
                Duration.ofDays(90));
    }
}
