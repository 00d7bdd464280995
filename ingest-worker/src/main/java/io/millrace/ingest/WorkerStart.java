package io.millrace.ingest;

import io.millrace.ingest.database.DatabaseRequirements;
import io.millrace.ingest.database.StartRefusedException;
import io.millrace.ingest.dependency.BackOff;
import io.millrace.ingest.dependency.Dependency;
import io.millrace.ingest.dependency.DependencyUnavailableException;
import io.millrace.ingest.dependency.Patience;
import io.millrace.ingest.document.DocumentEventListener;
import io.millrace.schemas.transport.UntrustedServer;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;
import org.springframework.stereotype.Component;

/**
 * Begins to read events once the database has been found fit and the broker to be trusted, and ends it before the pool closes. A database or a broker
 * that is away is waited for, with health and metrics already served.
 */
@Component
class WorkerStart implements ApplicationRunner, SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(WorkerStart.class);

    private static final int ANSWER_TIMEOUT_MS = 10_000;

    private final DatabaseRequirements requirements;
    private final Admin admin;
    private final KafkaMessageListenerContainer<byte[], byte[]> container;
    private final DocumentEventListener listener;
    private final Patience patience = new Patience(BackOff.DEFAULT);
    private volatile boolean running;

    WorkerStart(
            DatabaseRequirements requirements,
            Admin admin,
            KafkaMessageListenerContainer<byte[], byte[]> container,
            DocumentEventListener listener) {
        this.requirements = requirements;
        this.admin = admin;
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
        patience.untilAvailable(this::brokerAnswers);
        patience.untilAvailable(this::startContainer);
        log.atInfo().log("reading document events");
    }

    /** A consumer would knock again and again at a broker that is not to be trusted, and never say more than that it failed. */
    private boolean brokerAnswers() {
        try {
            admin.describeCluster(new DescribeClusterOptions().timeoutMs(ANSWER_TIMEOUT_MS))
                    .clusterId()
                    .get();
            return true;
        } catch (ExecutionException e) {
            UntrustedServer.kafka(e).ifPresent(sentence -> {
                throw new StartRefusedException(sentence);
            });
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            throw new DependencyUnavailableException(
                    Dependency.KAFKA, "Kafka does not answer: " + cause.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("Interrupted while asking Kafka.");
        }
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
