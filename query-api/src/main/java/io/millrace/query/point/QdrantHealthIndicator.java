package io.millrace.query.point;

import io.qdrant.client.QdrantClient;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Whether Qdrant answers; whoever asks is told why not, and the log is not. */
@Component
final class QdrantHealthIndicator implements HealthIndicator {

    private final QdrantClient client;
    private final QdrantProperties properties;

    QdrantHealthIndicator(QdrantClient client, QdrantProperties properties) {
        this.client = client;
        this.properties = properties;
    }

    @Override
    public Health health() {
        try {
            String version = client.healthCheckAsync(properties.healthTimeout())
                    .get(properties.healthTimeout().toMillis(), TimeUnit.MILLISECONDS)
                    .getVersion();
            return Health.up().withDetail("version", version).build();
        } catch (ExecutionException e) {
            return down(String.valueOf(
                    QdrantFailures.of(e.getCause() == null ? e : e.getCause()).getMessage()));
        } catch (TimeoutException e) {
            return down("Qdrant gave no answer in time.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return down("interrupted");
        }
    }

    private static Health down(String error) {
        return Health.down().withDetail("error", error).build();
    }
}
