package io.millrace.query.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.query.session.RefreshTokenStore.Account;
import io.millrace.query.session.RefreshTokenStore.Issued;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SessionSecretsTest {

    @Test
    void noPasswordOrTokenIsEverShown() {
        String secret = "hunter2-hunter2";
        assertThat(List.of(
                                new LoginRequest("ada", secret),
                                new RefreshRequest(secret),
                                new SessionTokens(secret, "Bearer", 600, secret, 600),
                                new Issued(UUID.randomUUID(), UUID.randomUUID(), secret, Duration.ofDays(1)),
                                new Account(UUID.randomUUID(), "ada", secret, true, false))
                        .toString())
                .doesNotContain(secret);
    }
}
