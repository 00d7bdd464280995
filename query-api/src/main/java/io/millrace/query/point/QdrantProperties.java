package io.millrace.query.point;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * {@code millrace.qdrant.*}: how to reach Qdrant's gRPC port.
 *
 * @param url {@code MILLRACE_QDRANT_URL}: {@code http://host:6334}, or {@code https://} for TLS
 * @param apiKey {@code MILLRACE_QDRANT_API_KEY}; a key that may only read is enough; never shown
 * @param caFile {@code MILLRACE_QDRANT_CA_FILE}: the authorities that sign Qdrant's certificate, in PEM; those that Java knows when
 *     absent
 * @param healthTimeout how long a health check may take
 */
@ConfigurationProperties("millrace.qdrant")
public record QdrantProperties(
        URI url, @Nullable String apiKey, @Nullable String caFile, Duration healthTimeout) {

    public QdrantProperties {
        if (url.getHost() == null || !("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
            throw new IllegalArgumentException(
                    "millrace.qdrant.url (MILLRACE_QDRANT_URL) must be http://host:port or https://host:port, not '"
                            + url + "'");
        }
    }

    Optional<String> key() {
        return Optional.ofNullable(apiKey).filter(key -> !key.isBlank());
    }

    Optional<String> authorities() {
        return Optional.ofNullable(caFile).filter(file -> !file.isBlank());
    }

    @Override
    public String toString() {
        return "QdrantProperties[url=" + url + ", apiKey=***]";
    }
}
