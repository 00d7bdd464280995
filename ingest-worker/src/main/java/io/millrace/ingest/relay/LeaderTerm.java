package io.millrace.ingest.relay;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.schemas.topic.TopicNames;
import io.millrace.schemas.topic.TopicProvisioner;
import io.millrace.schemas.topic.TopicSpec;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a relay does from the moment it holds the lock: judge the slot, repair it if need be, stream, watch. */
final class LeaderTerm implements AutoCloseable {

    private static final Duration WATCH_INTERVAL = Duration.ofMillis(250);
    private static final Duration STOP_BOUND = Duration.ofSeconds(10);

    private static final Logger log = LoggerFactory.getLogger(LeaderTerm.class);

    private final RelayProperties properties;
    private final PostgresEndpoint postgres;
    private final TopicNames topics;
    private final RelayStatus status;
    private final MeterRegistry meters;
    private final LeaderLock lock;
    private final KafkaClients kafka;
    private final ReplicationSlot slot;
    private final WatermarkTopic watermarks;
    private final OutboxRecords records;
    private final OutboxSender sender;
    private final OutboxMaintenance maintenance;

    LeaderTerm(
            RelayProperties properties,
            PostgresEndpoint postgres,
            Map<String, Object> kafkaClients,
            TopicNames topics,
            RelayStatus status,
            MeterRegistry meters,
            LeaderLock lock) {
        this.properties = properties;
        this.postgres = postgres;
        this.topics = topics;
        this.status = status;
        this.meters = meters;
        this.lock = lock;
        kafka = new KafkaClients(kafkaClients, properties.deliveryTimeout());
        maintenance = new OutboxMaintenance(postgres, properties);
        slot = new ReplicationSlot(postgres, properties.slotName());
        watermarks = new WatermarkTopic(topics.relay(), properties.slotName(), Clock.systemUTC());
        records = new OutboxRecords(topics);
        TopicProvisioner provisioner = new TopicProvisioner(kafka.admin(), Optional.empty());
        sender = new OutboxSender(
                kafka.producer(), kafka.admin(), new RelayDeadLetters(kafka.producer(), provisioner, topics, meters));
    }

    /** Returns when {@code stop} says so; throws when it cannot go on. */
    void run(StopSignal stop) throws SQLException, InterruptedException {
        Watermark start = trustedSlot(stop);
        maintenance.start();
        RelayProgress progress = new RelayProgress();
        CaptureEngine engine = new CaptureEngine(
                CaptureConfiguration.of(properties, postgres),
                new OutboxBatchHandler(
                        records, sender, watermarks, start, progress, properties.batchInterval(), meters));
        engine.start();
        try {
            watch(engine, progress, stop);
        } finally {
            end(engine);
        }
    }

    /** @return the watermark, once a slot exists that holds whatever is after it */
    private Watermark trustedSlot(StopSignal stop) throws SQLException, InterruptedException {
        new TopicProvisioner(kafka.admin(), Optional.empty()).ensure(List.of(TopicSpec.relay(topics)));
        Optional<Watermark> known;
        try (Consumer<byte[], byte[]> consumer = kafka.newConsumer()) {
            known = watermarks.read(consumer, properties.deliveryTimeout());
        }
        Optional<SlotState> state = slot.state(lock.connection());
        requireOurs(state);
        ServerPosition server = slot.identifySystem();
        return switch (SlotGuard.judge(known, state, server)) {
            case SlotVerdict.Stream s -> known.orElseThrow();
            case SlotVerdict.Repair repair -> {
                status.set(new RelayState.Repairing(repair.reason()));
                meters.counter(
                                "millrace.relay.repairs",
                                "reason",
                                repair.reason().name())
                        .increment();
                yield new GapRepair(postgres, slot, records, sender, watermarks, properties.gapRepairMargin(), lock)
                        .run(repair, server, stop);
            }
        };
    }

    private void requireOurs(Optional<SlotState> state) {
        if (state.isPresent()
                && !("pgoutput".equals(state.get().plugin())
                        && postgres.database().equals(state.get().database()))) {
            throw new RelayException(
                    RelayErrorCode.SLOT_UNUSABLE,
                    "replication slot " + slot.name() + " belongs to database "
                            + state.get().database() + " and plug-in "
                            + state.get().plugin() + ": set millrace.relay.slot-name to a name of its own.");
        }
        if (state.isPresent() && state.get().active()) {
            throw new RelayException(
                    RelayErrorCode.SLOT_UNUSABLE,
                    "replication slot " + slot.name()
                            + " is read by another process, which is not a relay of this slot or" + " has just died.");
        }
    }

    private void watch(CaptureEngine engine, RelayProgress progress, StopSignal stop)
            throws SQLException, InterruptedException {
        while (!stop.isRaised()) {
            if (engine.awaitEnd(WATCH_INTERVAL)) {
                throw new RelayException(
                        RelayErrorCode.ENGINE_FAILED, "the change data capture engine ended by itself.");
            }
            lock.verify();
            status.lagBytes(slot.lagBytes(lock.connection()));
            if (progress.hasDelivered()
                    || slot.state(lock.connection()).filter(SlotState::active).isPresent()) {
                status.set(new RelayState.Streaming());
            }
            if (progress.silentNanos() > properties.stallTimeout().toNanos()) {
                throw new RelayException(
                        RelayErrorCode.ENGINE_STALLED,
                        "the change data capture engine has said nothing for "
                                + properties.stallTimeout().toSeconds() + " s.");
            }
        }
    }

    private void end(CaptureEngine engine) throws InterruptedException {
        if (engine.stop(STOP_BOUND)) {
            return;
        }
        try (Connection connection = postgres.connect("millrace-relay", STOP_BOUND)) {
            slot.terminateReader(connection);
        } catch (SQLException e) {
            log.atDebug().setCause(e).log("The reader of the slot could not be terminated");
        }
        log.atWarn()
                .addKeyValue("slot", slot.name())
                .log("The change data capture engine does not end and is left behind");
    }

    @Override
    public void close() {
        maintenance.close();
        kafka.close();
    }
}
