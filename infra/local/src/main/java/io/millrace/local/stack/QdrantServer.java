package io.millrace.local.stack;

import java.net.URI;

/** A server of Qdrant's gRPC services. */
public interface QdrantServer extends FaultableServer {
    String host();

    int grpcPort();

    String apiKey();

    /** Where gRPC is served, such as {@code http://127.0.0.1:6334}. */
    default URI url() {
        return URI.create("http://" + host() + ":" + grpcPort());
    }
}
