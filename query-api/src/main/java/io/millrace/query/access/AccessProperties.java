package io.millrace.query.access;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * {@code millrace.access.*}.
 *
 * @param apiKey {@code MILLRACE_API_KEY}: the key that callers present; when absent, the one in {@code keyFile}
 * @param keyFile {@code MILLRACE_API_KEY_FILE}: made with a new key and mode 0600 when neither exists
 */
@ConfigurationProperties("millrace.access")
public record AccessProperties(@Nullable String apiKey, Path keyFile) {

    public AccessProperties {
        apiKey = apiKey == null || apiKey.isBlank() ? null : apiKey.strip();
    }

    @Override
    public String toString() {
        return "AccessProperties[apiKey=" + (apiKey == null ? "none" : "***") + ", keyFile=" + keyFile + "]";
    }
}
