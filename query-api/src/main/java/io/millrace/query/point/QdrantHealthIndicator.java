package io.millrace.query.point;

import io.qdrant.client.QdrantClient;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.stereotype.Component;

/** Whether Qdrant answers. */
@Component
final class QdrantHealthIndicator extends AbstractHealthIndicator {

    private final QdrantClient client;
    private final QdrantProperties properties;

    QdrantHealthIndicator(QdrantClient client, QdrantProperties properties) {
        this.client = client;
        this.properties = properties;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) throws Exception {
        try {
            String version = client.healthCheckAsync(properties.healthTimeout())
                    .get(properties.healthTimeout().toMillis(), TimeUnit.MILLISECONDS)
                    .getVersion();
            builder.up().withDetail("version", version);
        } catch (ExecutionException e) {
            throw QdrantFailures.of(e.getCause() == null ? e : e.getCause());
        }
    }
}
