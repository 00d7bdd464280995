package io.millrace.sync;

import io.millrace.sync.connection.QdrantConnection;
import io.millrace.sync.point.QdrantCalls;
import io.millrace.sync.point.VectorStoreException;
import io.qdrant.client.grpc.QdrantOuterClass.HealthCheckRequest;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Whether Qdrant answers; whoever asks is told why not, and the log is not. */
final class QdrantHealth implements HealthIndicator {

    private static final long SECONDS = 3;

    private final QdrantConnection qdrant;

    QdrantHealth(QdrantConnection qdrant) {
        this.qdrant = qdrant;
    }

    @Override
    public Health health() {
        try {
            String version = QdrantCalls.await(
                            qdrant,
                            qdrant.service()
                                    .withDeadlineAfter(SECONDS, TimeUnit.SECONDS)
                                    .healthCheck(HealthCheckRequest.getDefaultInstance()))
                    .getVersion();
            return Health.up().withDetail("version", version).build();
        } catch (VectorStoreException e) {
            return Health.down()
                    .withDetail("error", String.valueOf(e.getMessage()))
                    .build();
        }
    }
}
