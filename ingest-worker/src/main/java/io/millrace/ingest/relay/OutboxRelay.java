package io.millrace.ingest.relay;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.schemas.topic.TopicNames;
import io.millrace.schemas.transport.UntrustedServer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends every committed outbox row to its topic: at least once, and the rows of a document in commit order. Of all relays
 * with the same slot name one works and the others stand by. It never gives up: whatever is down, it tries again.
 *
 * <p>Thread-safe. {@link #start} and {@link #close} may each be called more than once, also again after the other.
 */
public final class OutboxRelay implements AutoCloseable {

    private static final Duration STOP_BOUND = Duration.ofSeconds(30);
    /** A term that lasted this long was no failed start. */
    private static final Duration SOUND_TERM = Duration.ofSeconds(60);

    private static final Logger log = LoggerFactory.getLogger(OutboxRelay.class);

    private final RelayProperties properties;
    private final PostgresEndpoint postgres;
    private final Map<String, Object> kafkaClients;
    private final TopicNames topics;
    private final MeterRegistry meters;
    private final RelayStatus status;

    private StopSignal stop = new StopSignal();
    private Optional<Thread> thread = Optional.empty();

    /**
     * @param postgres as role {@code millrace_relay}, without a pooler between
     * @param kafkaClients what every Kafka client needs: servers and security; producer settings may be among it
     */
    public OutboxRelay(
            RelayProperties properties,
            PostgresEndpoint postgres,
            Map<String, Object> kafkaClients,
            TopicNames topics,
            MeterRegistry meters) {
        this.properties = properties;
        this.postgres = postgres;
        this.kafkaClients = Map.copyOf(kafkaClients);
        this.topics = topics;
        this.meters = meters;
        this.status = new RelayStatus(properties.slotName(), meters);
    }

    public RelayState state() {
        return status.state();
    }

    /** Returns at once; the work is done by threads of its own. */
    public synchronized void start() {
        if (thread.isPresent()) {
            return;
        }
        StopSignal signal = new StopSignal();
        stop = signal;
        status.set(new RelayState.Standby());
        thread = Optional.of(Thread.ofPlatform().name("millrace-relay").daemon().start(() -> supervise(signal)));
    }

    /** Ends the work within 30 s; rows that were sent and not confirmed are sent again by the next start. */
    @Override
    public synchronized void close() {
        stop.raise();
        thread.ifPresent(running -> {
            try {
                if (!running.join(STOP_BOUND)) {
                    running.interrupt();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        thread = Optional.empty();
    }

    private void supervise(StopSignal signal) {
        Backoff backoff = new Backoff(properties.minBackoff(), properties.maxBackoff(), ThreadLocalRandom.current());
        try {
            while (!signal.isRaised()) {
                long begun = System.nanoTime();
                Optional<RelayException> failure = standByAndLead(signal);
                if (System.nanoTime() - begun > SOUND_TERM.toNanos()) {
                    backoff.reset();
                }
                if (failure.isPresent()) {
                    backOff(failure.get(), backoff.next(), signal);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            status.set(new RelayState.Stopped());
        }
    }

    private Optional<RelayException> standByAndLead(StopSignal signal) throws InterruptedException {
        status.set(new RelayState.Standby());
        try {
            while (!signal.isRaised()) {
                Optional<LeaderLock> lock = LeaderLock.tryAcquire(postgres, properties.slotName());
                if (lock.isPresent()) {
                    lead(lock.get(), signal);
                } else {
                    signal.await(properties.standbyInterval());
                }
            }
            return Optional.empty();
        } catch (RelayException e) {
            return Optional.of(e);
        } catch (SQLException e) {
            return Optional.of(new RelayException(
                    RelayErrorCode.POSTGRES_UNAVAILABLE,
                    UntrustedServer.postgres(e).orElse("PostgreSQL does not do what the relay asks: " + e.getMessage()),
                    e));
        } catch (KafkaException e) {
            return Optional.of(new RelayException(
                    RelayErrorCode.KAFKA_UNAVAILABLE,
                    UntrustedServer.kafka(e).orElse("Kafka does not do what the relay asks: " + e.getMessage()),
                    e));
        } catch (RuntimeException e) {
            return Optional.of(new RelayException(RelayErrorCode.ENGINE_FAILED, "the relay failed: " + e, e));
        }
    }

    private void lead(LeaderLock lock, StopSignal signal) throws SQLException, InterruptedException {
        try (lock;
                LeaderTerm term = new LeaderTerm(properties, postgres, kafkaClients, topics, status, meters, lock)) {
            term.run(signal);
        }
    }

    private void backOff(RelayException failure, Duration pause, StopSignal signal) throws InterruptedException {
        meters.counter("millrace.relay.failures", "code", failure.code().code()).increment();
        log.atWarn()
                .addKeyValue("slot", properties.slotName())
                .addKeyValue("errorCode", failure.code().code())
                .addKeyValue("pause", pause)
                .addKeyValue("reason", failure.getMessage())
                .log("The relay pauses");
        log.atDebug().setCause(failure).log("Why the relay pauses");
        status.set(new RelayState.BackingOff(String.valueOf(failure.getMessage()), pause));
        signal.await(pause);
    }
}
