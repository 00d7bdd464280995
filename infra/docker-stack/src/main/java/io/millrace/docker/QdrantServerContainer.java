package io.millrace.docker;

import io.millrace.local.process.LoopbackPorts;
import io.millrace.local.stack.QdrantServer;
import io.millrace.local.stack.Secrets;
import io.qdrant.client.QdrantClient;
import io.qdrant.client.QdrantGrpcClient;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.testcontainers.qdrant.QdrantContainer;

/** Qdrant's official image: a published port accepts connections before the server does, so it is asked itself. */
final class QdrantServerContainer extends ContainerServer implements QdrantServer {
    private static final int CONTAINER_PORT = 6334;
    private static final int TIMEOUT_SECONDS = 5;

    private final String apiKey;

    private QdrantServerContainer(QdrantContainer container, String apiKey) {
        super(container, CONTAINER_PORT, LoopbackPorts.any());
        this.apiKey = apiKey;
    }

    static QdrantServerContainer create() {
        String apiKey = Secrets.password();
        return new QdrantServerContainer(
                new QdrantContainer(PinnedImage.of("qdrant"))
                        .withEnv("QDRANT__SERVICE__API_KEY", apiKey)
                        .withEnv("QDRANT__TELEMETRY_DISABLED", "true"),
                apiKey);
    }

    @Override
    public int grpcPort() {
        return hostPort();
    }

    @Override
    public String apiKey() {
        return apiKey;
    }

    @Override
    boolean answers() {
        try (QdrantClient client = new QdrantClient(QdrantGrpcClient.newBuilder(host(), hostPort(), false)
                .withApiKey(apiKey)
                .build())) {
            client.healthCheckAsync().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
