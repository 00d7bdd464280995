package io.millrace.local.qdrant;

import io.qdrant.client.QdrantClient;
import io.qdrant.client.QdrantGrpcClient;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** An EmbeddedQdrant in this process with a client to it. */
record RunningQdrant(EmbeddedQdrant server, QdrantClient client) implements AutoCloseable {

    static final String KEY = "test-key";
    static final String READ_ONLY_KEY = "test-read-only-key";

    static RunningQdrant start(Path directory) {
        EmbeddedQdrant server = EmbeddedQdrant.start(new EmbeddedQdrantProperties(directory, 0, KEY, READ_ONLY_KEY));
        return new RunningQdrant(server, clientTo(server.port(), KEY));
    }

    static QdrantClient clientTo(int port, @Nullable String apiKey) {
        QdrantGrpcClient.Builder builder =
                QdrantGrpcClient.newBuilder("127.0.0.1", port, false, false).withTimeout(Duration.ofSeconds(30));
        return new QdrantClient((apiKey == null ? builder : builder.withApiKey(apiKey)).build());
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
