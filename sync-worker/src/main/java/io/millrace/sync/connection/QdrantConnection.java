package io.millrace.sync.connection;

import io.grpc.ManagedChannel;
import io.millrace.schemas.transport.QdrantTransport;
import io.millrace.sync.connection.SyncSettings.QdrantTarget;
import io.qdrant.client.QdrantGrpcClient;
import io.qdrant.client.grpc.CollectionsGrpc.CollectionsFutureStub;
import io.qdrant.client.grpc.PointsGrpc.PointsFutureStub;
import io.qdrant.client.grpc.QdrantGrpc.QdrantFutureStub;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** One channel to Qdrant, and its stubs with a deadline on every call. Thread-safe. */
public final class QdrantConnection implements AutoCloseable {

    private final ManagedChannel channel;
    private final QdrantGrpcClient client;
    private final Duration deadline;

    public QdrantConnection(QdrantTarget target, Duration deadline) {
        this.channel = QdrantTransport.channel(target.url(), target.apiKey(), target.authorities())
                .maxInboundMessageSize(64 * 1024 * 1024)
                .keepAliveTime(30, TimeUnit.SECONDS)
                .build();
        this.client = QdrantGrpcClient.newBuilder(channel, true, false).build();
        this.deadline = deadline;
    }

    public PointsFutureStub points() {
        return client.points().withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS);
    }

    public CollectionsFutureStub collections() {
        return client.collections().withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS);
    }

    public QdrantFutureStub service() {
        return client.qdrant().withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** gRPC's own back-off grows to two minutes: after this, the next call tries to connect at once. */
    public void reconnectNow() {
        channel.resetConnectBackoff();
    }

    @Override
    public void close() {
        client.close();
    }
}
