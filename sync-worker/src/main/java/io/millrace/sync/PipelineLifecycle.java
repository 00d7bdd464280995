package io.millrace.sync;

import io.millrace.schemas.transport.UntrustedServer;
import io.millrace.sync.connection.BrokerGuard;
import io.millrace.sync.connection.DatabaseGuard;
import io.millrace.sync.connection.KafkaClients;
import io.millrace.sync.connection.RefusedServerException;
import io.millrace.sync.retry.BackOff;
import io.millrace.sync.retry.DependencyException;
import io.millrace.sync.retry.Retry;
import io.millrace.sync.retry.StopSignal;
import io.millrace.sync.retry.StoppedException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Starts the pipeline once the database and the broker have answered and may be used. Servers that are down at the start are waited for;
 * a role with too much power, a schema that is not ours, or a certificate that is not trusted ends the program.
 */
final class PipelineLifecycle implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(PipelineLifecycle.class);
    private static final int REFUSED = 1;

    private final DataSource database;
    private final KafkaClients kafka;
    private final Supplier<SyncPipeline> pipelines;
    private final IntConsumer exit;
    private final StopSignal stop = new StopSignal();
    private volatile boolean running;
    private volatile @Nullable SyncPipeline pipeline;
    private @Nullable Thread starter;

    PipelineLifecycle(DataSource database, KafkaClients kafka, Supplier<SyncPipeline> pipelines, IntConsumer exit) {
        this.database = database;
        this.kafka = kafka;
        this.pipelines = pipelines;
        this.exit = exit;
    }

    /** Empty until both have answered. */
    Optional<SyncPipeline> pipeline() {
        return Optional.ofNullable(pipeline);
    }

    @Override
    public void start() {
        running = true;
        starter = Thread.ofPlatform().name("pipeline-start").start(this::startWhenPossible);
    }

    private void startWhenPossible() {
        try {
            Retry retry = new Retry(BackOff.DEFAULT, stop);
            retry.untilDone("check-database", this::checkDatabase);
            retry.untilDone("open-kafka", this::open);
        } catch (StoppedException e) {
            log.atDebug().log("Stopped before the pipeline was started");
        } catch (RefusedServerException e) {
            log.atError().log(e.getMessage());
            Thread.ofPlatform().name("exit").start(() -> exit.accept(REFUSED));
        }
    }

    private void checkDatabase() {
        try {
            DatabaseGuard.check(database);
        } catch (SQLException e) {
            UntrustedServer.postgres(e).ifPresent(sentence -> {
                throw new RefusedServerException(sentence);
            });
            throw new DependencyException("postgres-unavailable", "Postgres did not answer: " + e.getMessage(), e);
        }
    }

    private void open() {
        try {
            BrokerGuard.check(kafka);
            SyncPipeline opened = pipelines.get();
            opened.start();
            pipeline = opened;
        } catch (KafkaException e) {
            throw new DependencyException("kafka-unavailable", "Kafka did not answer: " + e.getMessage(), e);
        }
    }

    @Override
    public void stop() {
        stop.raise();
        Thread starting = starter;
        try {
            if (starting != null) {
                starting.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        pipeline().ifPresent(SyncPipeline::close);
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
