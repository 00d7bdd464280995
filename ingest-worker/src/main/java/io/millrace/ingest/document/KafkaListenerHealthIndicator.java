package io.millrace.ingest.document;

import io.millrace.ingest.dependency.Dependency;
import java.util.Optional;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;
import org.springframework.stereotype.Component;

/** Up while document events are being read, or will be as soon as a dependency is back; says which one is missing. */
@Component("kafkaListenerHealthIndicator")
final class KafkaListenerHealthIndicator extends AbstractHealthIndicator {

    private final KafkaMessageListenerContainer<byte[], byte[]> container;
    private final DocumentEventListener listener;

    KafkaListenerHealthIndicator(
            KafkaMessageListenerContainer<byte[], byte[]> container, DocumentEventListener listener) {
        super("The listener of document events cannot be asked.");
        this.container = container;
        this.listener = listener;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        boolean running = container.isRunning() && !listener.isBroken();
        builder.status(running ? "UP" : "DOWN").withDetail("running", running);
        Optional<Dependency> missing = listener.missing();
        missing.ifPresent(dependency -> builder.withDetail("waitingFor", dependency.label()));
    }
}
