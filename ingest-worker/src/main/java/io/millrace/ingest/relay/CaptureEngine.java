package io.millrace.ingest.relay;

import io.debezium.embedded.Connect;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.RecordChangeEvent;
import io.debezium.engine.format.ChangeEventFormat;
import io.debezium.engine.spi.OffsetCommitPolicy;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of the Debezium engine on a thread of its own. Started once, ended once. */
final class CaptureEngine {

    private static final Logger log = LoggerFactory.getLogger(CaptureEngine.class);

    private final DebeziumEngine<RecordChangeEvent<SourceRecord>> engine;
    private final CompletableFuture<Optional<Throwable>> ended = new CompletableFuture<>();
    private final Thread thread;

    CaptureEngine(Properties configuration, OutboxBatchHandler handler) {
        // Every batch is confirmed to the slot: the watermark before it was as costly.
        engine = DebeziumEngine.create(ChangeEventFormat.of(Connect.class))
                .using(configuration)
                .using(OffsetCommitPolicy.always())
                .using((success, message, error) ->
                        ended.complete(success ? Optional.empty() : Optional.of(failure(message, error))))
                .notifying(handler)
                .build();
        thread = Thread.ofPlatform().name("millrace-relay-engine").daemon().unstarted(this::run);
    }

    private void run() {
        try {
            engine.run();
        } finally {
            ended.complete(Optional.of(new IllegalStateException("the engine ended without saying so")));
        }
    }

    private static Throwable failure(String message, @Nullable Throwable error) {
        return error == null ? new IllegalStateException(message) : error;
    }

    void start() {
        thread.start();
    }

    /**
     * Waits for the engine's end.
     *
     * @return whether it ended in time
     * @throws RelayException with the cause, if it ended by failing
     */
    boolean awaitEnd(Duration bound) throws InterruptedException {
        try {
            Optional<Throwable> failure = ended.get(bound.toMillis(), TimeUnit.MILLISECONDS);
            if (failure.isPresent()) {
                throw relayException(failure.get());
            }
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw relayException(e);
        }
    }

    private static RelayException relayException(Throwable failure) {
        Throwable root = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RelayException known) {
                return known;
            }
            root = cause;
        }
        return new RelayException(
                RelayErrorCode.ENGINE_FAILED, "the change data capture engine ended: " + root.getMessage(), failure);
    }

    /**
     * Ends the engine, mid-batch if need be. An engine that is still starting refuses to be closed; its own time-out, or the
     * end of its database session, ends it then. Source: Debezium 3.6.1 {@code AsyncEmbeddedEngine#close}.
     *
     * @return whether its thread is gone
     */
    boolean stop(Duration bound) throws InterruptedException {
        try {
            engine.close();
        } catch (IOException | IllegalStateException e) {
            log.atDebug().setCause(e).log("The engine does not take a close");
        }
        thread.join(bound);
        if (thread.isAlive()) {
            thread.interrupt();
        }
        return !thread.isAlive();
    }
}
