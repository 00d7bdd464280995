package io.millrace.local.qdrant;

import io.grpc.stub.StreamObserver;
import io.qdrant.client.grpc.QdrantGrpc;
import io.qdrant.client.grpc.QdrantOuterClass.HealthCheckReply;
import io.qdrant.client.grpc.QdrantOuterClass.HealthCheckRequest;

/** Says that the server is up, and which version's API it speaks. */
final class HealthService extends QdrantGrpc.QdrantImplBase {

    /** The release whose protos the client stubs were made from: clients warn when it is far from their own. */
    private static final String API_VERSION = "1.18.0";

    @Override
    public void healthCheck(HealthCheckRequest request, StreamObserver<HealthCheckReply> observer) {
        Answers.answer(
                observer,
                stopwatch -> HealthCheckReply.newBuilder()
                        .setTitle("qdrant - embedded vector search engine")
                        .setVersion(API_VERSION)
                        .build());
    }
}
