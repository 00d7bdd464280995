package io.millrace.query.access;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * {@code millrace.access.*}.
 *
 * @param apiKey {@code MILLRACE_API_KEY}: the installation's own key; when absent, the one in {@code keyFile}
 * @param keyFile made with a new key and mode 0600 when there is neither; unlike {@code MILLRACE_API_KEY_FILE}, it need not exist
 * @param jwtSecret {@code MILLRACE_JWT_SECRET}: what access tokens are signed with, 32 characters or more; when absent, derived
 *     from {@code apiKey}, or without that in {@code jwt-secret} beside {@code keyFile}, made as that is
 * @param accessTokenLifetime how long an access token is good for; at most an hour
 * @param refreshTokenLifetime how long a refresh token is, from when it was given
 * @param sessionLifetime how long a session can be gone on with, however often it is refreshed
 */
@ConfigurationProperties("millrace.access")
public record AccessProperties(
        @Nullable String apiKey,
        Path keyFile,
        @Nullable String jwtSecret,
        Duration accessTokenLifetime,
        Duration refreshTokenLifetime,
        Duration sessionLifetime) {

    private static final Duration LONGEST_ACCESS = Duration.ofHours(1);

    public AccessProperties {
        apiKey = apiKey == null || apiKey.isBlank() ? null : apiKey.strip();
        jwtSecret = jwtSecret == null || jwtSecret.isBlank() ? null : jwtSecret.strip();
        if (!accessTokenLifetime.isPositive() || accessTokenLifetime.compareTo(LONGEST_ACCESS) > 0) {
            throw new IllegalArgumentException(
                    "millrace.access.access-token-lifetime must be more than nothing and at most an hour");
        }
        if (refreshTokenLifetime.compareTo(accessTokenLifetime) < 0) {
            throw new IllegalArgumentException(
                    "millrace.access.refresh-token-lifetime must not be shorter than access-token-lifetime");
        }
        if (sessionLifetime.compareTo(refreshTokenLifetime) < 0) {
            throw new IllegalArgumentException(
                    "millrace.access.session-lifetime must not be shorter than refresh-token-lifetime");
        }
    }

    @Override
    public String toString() {
        return "AccessProperties[apiKey=" + (apiKey == null ? "none" : "***") + ", keyFile=" + keyFile
                + ", jwtSecret=" + (jwtSecret == null ? "none" : "***")
                + ", accessTokenLifetime=" + accessTokenLifetime + ", refreshTokenLifetime=" + refreshTokenLifetime
                + ", sessionLifetime=" + sessionLifetime + "]";
    }
}
