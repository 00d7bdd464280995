package io.millrace.sync;

import io.millrace.sync.connection.QdrantConnection;
import io.millrace.sync.point.QdrantCalls;
import io.qdrant.client.grpc.QdrantOuterClass.HealthCheckRequest;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/** Whether Qdrant answers. */
final class QdrantHealth extends AbstractHealthIndicator {

    private static final long SECONDS = 3;

    private final QdrantConnection qdrant;

    QdrantHealth(QdrantConnection qdrant) {
        super("Qdrant does not answer");
        this.qdrant = qdrant;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        builder.up()
                .withDetail(
                        "version",
                        QdrantCalls.await(
                                        qdrant,
                                        qdrant.service()
                                                .withDeadlineAfter(SECONDS, TimeUnit.SECONDS)
                                                .healthCheck(HealthCheckRequest.getDefaultInstance()))
                                .getVersion());
    }
}
