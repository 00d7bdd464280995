package io.millrace.ingest.database;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where the database is: {@code millrace.postgres.*}.
 *
 * @param url JDBC address; a transaction pooler may stand in between
 * @param ingestPassword of the role {@code millrace_ingest}
 * @param poolSize connections at most; default 4
 * @param connectionTimeout how long to wait for a connection before the database counts as away; default 5 s
 */
@ConfigurationProperties("millrace.postgres")
public record PostgresProperties(
        @Nullable String url,
        @Nullable String ingestPassword,
        @Nullable Integer poolSize,
        @Nullable Duration connectionTimeout) {

    public PostgresProperties {
        if (url == null || !url.startsWith("jdbc:postgresql:")) {
            throw new IllegalArgumentException(
                    "millrace.postgres.url must be set, such as jdbc:postgresql://localhost:5432/millrace (MILLRACE_POSTGRES_URL).");
        }
        if (ingestPassword == null || ingestPassword.isEmpty()) {
            throw new IllegalArgumentException(
                    "millrace.postgres.ingest-password must be set to the password of millrace_ingest (MILLRACE_INGEST_PASSWORD).");
        }
        poolSize = poolSize == null ? Integer.valueOf(4) : poolSize;
        connectionTimeout = connectionTimeout == null ? Duration.ofSeconds(5) : connectionTimeout;
        if (poolSize < 1) {
            throw new IllegalArgumentException(
                    "millrace.postgres.pool-size must be at least 1, but is " + poolSize + ".");
        }
        if (connectionTimeout.toMillis() < 250) {
            throw new IllegalArgumentException(
                    "millrace.postgres.connection-timeout must be at least 250 ms, but is " + connectionTimeout + ".");
        }
    }

    @Override
    public String toString() {
        return "PostgresProperties[url=" + url + ", ingestPassword=***, poolSize=" + poolSize + "]";
    }
}
