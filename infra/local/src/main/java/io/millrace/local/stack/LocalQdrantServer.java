package io.millrace.local.stack;

/** The embedded Qdrant, as tests see it. */
record LocalQdrantServer(LocalQdrant server, String apiKey) implements QdrantServer, ProcessServer {
    @Override
    public String host() {
        return "127.0.0.1";
    }

    @Override
    public int grpcPort() {
        return server.port();
    }

    @Override
    public String toString() {
        return "Qdrant on port " + grpcPort();
    }
}
