package io.millrace.query.point;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * {@code millrace.qdrant.*}: how to reach Qdrant's gRPC port.
 *
 * @param url {@code MILLRACE_QDRANT_URL}: {@code http://host:6334}, or {@code https://} for TLS
 * @param apiKey {@code MILLRACE_QDRANT_API_KEY}; a key that may only read is enough; never shown
 * @param healthTimeout how long a health check may take
 */
@ConfigurationProperties("millrace.qdrant")
public record QdrantProperties(URI url, @Nullable String apiKey, Duration healthTimeout) {

    private static final int DEFAULT_PORT = 6334;

    public QdrantProperties {
        if (url.getHost() == null || !("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
            throw new IllegalArgumentException(
                    "millrace.qdrant.url (MILLRACE_QDRANT_URL) must be http://host:port or https://host:port, not '"
                            + url + "'");
        }
    }

    int port() {
        return url.getPort() < 0 ? DEFAULT_PORT : url.getPort();
    }

    boolean tls() {
        return "https".equals(url.getScheme());
    }

    @Override
    public String toString() {
        return "QdrantProperties[url=" + url + ", apiKey=***]";
    }
}
