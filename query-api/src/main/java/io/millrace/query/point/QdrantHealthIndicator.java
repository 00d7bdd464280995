package io.millrace.query.point;

import io.qdrant.client.QdrantClient;
import java.util.concurrent.ExecutionException;
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
            // The time-out is the call's deadline, so the call ends by it
            String version =
                    client.healthCheckAsync(properties.healthTimeout()).get().getVersion();
            return Health.up().withDetail("version", version).build();
        } catch (ExecutionException e) {
            return down(String.valueOf(
                    QdrantFailures.of(e.getCause() == null ? e : e.getCause()).getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return down("interrupted");
        }
    }

    private static Health down(String error) {
        return Health.down().withDetail("error", error).build();
    }
}
