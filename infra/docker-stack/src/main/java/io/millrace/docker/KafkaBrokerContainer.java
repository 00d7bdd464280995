package io.millrace.docker;

import io.millrace.local.process.LoopbackPorts;
import io.millrace.local.stack.KafkaServer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.testcontainers.kafka.KafkaContainer;

/** Apache Kafka's official image. */
final class KafkaBrokerContainer extends ContainerServer implements KafkaServer {
    private static final int CONTAINER_PORT = 9092;
    private static final int REQUEST_TIMEOUT_MS = 5000;

    private KafkaBrokerContainer(KafkaContainer container) {
        super(container, CONTAINER_PORT, LoopbackPorts.any());
    }

    static KafkaBrokerContainer create() {
        return new KafkaBrokerContainer(new KafkaContainer(PinnedImage.of("kafka"))
                .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
                .withEnv("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0")
                .withEnv("KAFKA_MESSAGE_MAX_BYTES", "17825792")
                .withEnv("KAFKA_BROKER_SESSION_TIMEOUT_MS", "3000")
                .withEnv("KAFKA_BROKER_HEARTBEAT_INTERVAL_MS", "500"));
    }

    @Override
    public String bootstrapServers() {
        return host() + ":" + hostPort();
    }

    @Override
    public Map<String, Object> clientProperties() {
        return new HashMap<>(Map.of("bootstrap.servers", bootstrapServers()));
    }

    @Override
    boolean answers() {
        if (!LoopbackPorts.isServed(hostPort())) {
            return false;
        }
        Map<String, Object> client = clientProperties();
        client.put("request.timeout.ms", REQUEST_TIMEOUT_MS);
        client.put("default.api.timeout.ms", REQUEST_TIMEOUT_MS);
        try (Admin admin = Admin.create(client)) {
            return !admin.describeCluster()
                    .nodes()
                    .get(REQUEST_TIMEOUT_MS, TimeUnit.MILLISECONDS)
                    .isEmpty();
        } catch (ExecutionException | TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
