package io.millrace.ingest;

import io.millrace.ingest.database.DatabaseRequirements;
import io.millrace.ingest.dependency.BackOff;
import io.millrace.ingest.dependency.Dependency;
import io.millrace.ingest.dependency.DependencyUnavailableException;
import io.millrace.ingest.dependency.Patience;
import io.millrace.ingest.document.DocumentEventListener;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;
import org.springframework.stereotype.Component;

/**
 * Begins to read events once the database has been found fit, and ends it before the pool closes. A database or a broker
 * that is away is waited for, with health and metrics already served.
 */
@Component
class WorkerStart implements ApplicationRunner, SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(WorkerStart.class);

    private final DatabaseRequirements requirements;
    private final KafkaMessageListenerContainer<byte[], byte[]> container;
    private final DocumentEventListener listener;
    private final Patience patience = new Patience(BackOff.DEFAULT);
    private volatile boolean running;

    WorkerStart(
            DatabaseRequirements requirements,
            KafkaMessageListenerContainer<byte[], byte[]> container,
            DocumentEventListener listener) {
        this.requirements = requirements;
        this.container = container;
        this.listener = listener;
    }

    /** @throws io.millrace.ingest.database.StartRefusedException if an operator must act first */
    @Override
    public void run(ApplicationArguments arguments) {
        patience.untilAvailable(() -> {
            requirements.check();
            return true;
        });
        patience.untilAvailable(this::startContainer);
        log.atInfo().log("reading document events");
    }

    private boolean startContainer() {
        try {
            container.start();
            return true;
        } catch (KafkaException | org.springframework.kafka.KafkaException e) {
            throw new DependencyUnavailableException(
                    Dependency.KAFKA, "The consumer of document events cannot be made: " + e.getMessage() + ".", e);
        }
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        patience.cancel();
        listener.close();
        container.stop();
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
