package io.millrace.ingest.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.replication.LogSequenceNumber;

/** A slot that cannot be trusted never skips a row. */
class GapRepairIT {

    private RelayScene scene;

    @BeforeEach
    void prepare() throws Exception {
        scene = new RelayScene();
    }

    @AfterEach
    void cleanUp() {
        scene.close();
    }

    @Test
    void firstStartSendsTheRowsThatWereThereBefore() throws Exception {
        scene.commit(1, 5);
        scene.commit(1, 5);
        scene.startRelay();
        scene.everyRowArrivesInOrder();
    }

    @Test
    void rowsWhoseSlotWasDroppedAreSent() throws Exception {
        OutboxRelay relay = runOnce();
        scene.admin("SELECT pg_drop_replication_slot('" + scene.slot + "')");
        scene.commit(1, 5);
        relay.start();
        scene.everyRowArrivesInOrder();
        assertThat(scene.repairs(RepairReason.SLOT_MISSING)).isEqualTo(1);
    }

    @Test
    void rowsThatTheSlotWasMovedPastAreSent() throws Exception {
        OutboxRelay relay = runOnce();
        scene.commit(1, 5);
        scene.commit(2, 5);
        scene.admin("SELECT pg_replication_slot_advance('" + scene.slot + "', pg_current_wal_lsn())");
        relay.start();
        scene.everyRowArrivesInOrder();
        assertThat(scene.repairs(RepairReason.SLOT_AHEAD)).isEqualTo(1);
    }

    @Test
    void rowsOfAnInvalidatedSlotAreSentAndTheStartDoesNotHang() throws Exception {
        OutboxRelay relay = runOnce();
        scene.commit(1, 5);
        scene.admin("ALTER SYSTEM SET max_slot_wal_keep_size = '1MB'");
        scene.admin("SELECT pg_reload_conf()");
        try {
            RelayScene.await().until(() -> {
                scene.admin("SELECT pg_switch_wal() FROM pg_logical_emit_message(true, 'fill', 'x')");
                scene.admin("CHECKPOINT");
                return scene.adminValue(
                                "SELECT wal_status FROM pg_replication_slots WHERE slot_name = '" + scene.slot + "'")
                        .equals("lost");
            });
        } finally {
            scene.admin("ALTER SYSTEM RESET max_slot_wal_keep_size");
            scene.admin("SELECT pg_reload_conf()");
        }
        long begun = System.nanoTime();
        relay.start();
        scene.everyRowArrivesInOrder();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(30));
        assertThat(scene.repairs(RepairReason.SLOT_INVALIDATED)).isEqualTo(1);
    }

    @Test
    void serverThatWasRestoredToAnEarlierMomentIsRepaired() throws Exception {
        OutboxRelay relay = runOnce();
        ServerPosition server = new ReplicationSlot(scene.endpoint(), scene.slot).identifySystem();
        writeWatermark(new Watermark(
                server.systemIdentifier(), server.timeline(), LogSequenceNumber.valueOf("FFFF/0"), Instant.now()));
        scene.commit(1, 5);
        scene.admin("SELECT pg_replication_slot_advance('" + scene.slot + "', pg_current_wal_lsn())");
        relay.start();
        scene.everyRowArrivesInOrder();
        assertThat(scene.repairs(RepairReason.SERVER_BEHIND)).isEqualTo(1);
    }

    @Test
    void otherServerIsRepaired() throws Exception {
        OutboxRelay relay = runOnce();
        writeWatermark(new Watermark("1", 1, LogSequenceNumber.valueOf("FFFF/0"), Instant.now()));
        scene.commit(1, 5);
        scene.admin("SELECT pg_replication_slot_advance('" + scene.slot + "', pg_current_wal_lsn())");
        relay.start();
        scene.everyRowArrivesInOrder();
        assertThat(scene.repairs(RepairReason.OTHER_SERVER)).isEqualTo(1);
    }

    @Test
    void repairThatWasCutShortIsDoneAgain() throws Exception {
        OutboxRelay relay = runOnce();
        ServerPosition server = new ReplicationSlot(scene.endpoint(), scene.slot).identifySystem();
        scene.commit(1, 5);
        scene.admin("SELECT pg_replication_slot_advance('" + scene.slot + "', pg_current_wal_lsn())");
        writeWatermark(Watermark.ofUnfinishedRepair(server, java.util.Optional.empty()));
        relay.start();
        scene.everyRowArrivesInOrder();
        assertThat(scene.repairs(RepairReason.UNFINISHED_REPAIR)).isEqualTo(1);
    }

    @Test
    void nothingFallsBetweenARepairAndTheStream() throws Exception {
        OutboxRelay relay = runOnce();
        scene.admin("SELECT pg_drop_replication_slot('" + scene.slot + "')");
        ExecutorService writer = Executors.newSingleThreadExecutor();
        try {
            Future<?> writing = writer.submit(() -> {
                try (Connection ingest = scene.ingest()) {
                    for (int i = 0; !(relay.state() instanceof RelayState.Streaming) || i < 400; i++) {
                        scene.commit(ingest, i % 5, 3);
                    }
                }
                return null;
            });
            relay.start();
            writing.get();
        } finally {
            writer.shutdownNow();
        }
        scene.everyRowArrivesInOrder();
        assertThat(scene.repairs(RepairReason.SLOT_MISSING)).isEqualTo(1);
    }

    /** A relay that has sent a document and is closed. */
    private OutboxRelay runOnce() throws Exception {
        OutboxRelay relay = scene.startRelay();
        RelayScene.awaitStreaming(relay);
        scene.commit(1, 5);
        scene.everyRowArrivesInOrder();
        relay.close();
        scene.awaitSlotFree();
        return relay;
    }

    private void writeWatermark(Watermark watermark) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                scene.stack.kafka().clientProperties(), new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new WatermarkTopic(scene.topics.relay(), scene.slot, Clock.systemUTC()).toRecord(watermark))
                    .get();
        }
    }
}
