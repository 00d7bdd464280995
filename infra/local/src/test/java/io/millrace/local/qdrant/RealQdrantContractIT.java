package io.millrace.local.qdrant;

import io.qdrant.client.QdrantClient;
import io.qdrant.client.QdrantGrpcClient;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * The contract suite against a Qdrant server ≥ 1.17 that {@code MILLRACE_QDRANT_URL} names, such as {@code
 * http://localhost:6334}, with the key in {@code MILLRACE_QDRANT_API_KEY}. Collections it makes are named {@code contract-…}
 * and dropped again.
 */
@EnabledIfEnvironmentVariable(
        named = "MILLRACE_QDRANT_URL",
        matches = ".+",
        disabledReason = "Set MILLRACE_QDRANT_URL (and MILLRACE_QDRANT_API_KEY) to run the contract on a real Qdrant.")
class RealQdrantContractIT extends QdrantContract {

    private static @Nullable QdrantClient client;

    @BeforeAll
    static void connect() {
        URI url = URI.create(System.getenv("MILLRACE_QDRANT_URL"));
        QdrantGrpcClient.Builder builder = QdrantGrpcClient.newBuilder(
                        url.getHost(), url.getPort() < 0 ? 6334 : url.getPort(), "https".equals(url.getScheme()))
                .withTimeout(Duration.ofSeconds(30));
        String key = System.getenv("MILLRACE_QDRANT_API_KEY");
        client = new QdrantClient((key == null ? builder : builder.withApiKey(key)).build());
    }

    @AfterAll
    static void disconnect() {
        if (client != null) {
            client.close();
        }
    }

    @Override
    QdrantClient client() {
        if (client == null) {
            throw new IllegalStateException("no connection");
        }
        return client;
    }
}
