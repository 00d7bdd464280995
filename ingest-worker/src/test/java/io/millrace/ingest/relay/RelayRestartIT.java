package io.millrace.ingest.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nothing is lost and nothing is out of order, whatever ends and comes back. */
class RelayRestartIT {

    private RelayScene scene;
    private final ExecutorService writer = Executors.newSingleThreadExecutor();

    @BeforeEach
    void prepare() throws Exception {
        scene = new RelayScene();
    }

    @AfterEach
    void cleanUp() {
        writer.shutdownNow();
        scene.close();
    }

    @Test
    void whatIsCommittedWhileTheRelayIsDownIsSentWhenItIsBack() throws Exception {
        OutboxRelay relay = scene.startRelay();
        scene.commit(1, 5);
        scene.everyRowArrivesInOrder();
        relay.close();
        scene.commit(1, 5);
        scene.commit(2, 5);
        relay.start();
        scene.everyRowArrivesInOrder();
        assertThat(scene.repairs(RepairReason.NO_WATERMARK))
                .as("the slot itself, not a repair")
                .isEqualTo(1);
        assertThat(scene.repairs(RepairReason.SLOT_AHEAD)).isZero();
    }

    @Test
    void rowsSurviveAPostgresThatIsKilledMidStream() throws Exception {
        OutboxRelay relay = scene.startRelay();
        RelayScene.awaitStreaming(relay);
        Future<?> writing = writeOn(300);
        scene.stack.postgres().kill();
        scene.stack.postgres().start();
        writing.get();
        scene.everyRowArrivesInOrder();
    }

    @Test
    void rowsSurviveABrokerThatIsKilledMidStream() throws Exception {
        OutboxRelay relay = scene.startRelay();
        RelayScene.awaitStreaming(relay);
        Future<?> writing = writeOn(300);
        scene.stack.kafka().kill();
        RelayScene.await().until(() -> relay.state() instanceof RelayState.BackingOff);
        scene.stack.kafka().start();
        writing.get();
        scene.everyRowArrivesInOrder();
    }

    @Test
    void rowsSurviveABrokerThatIsStoppedAndSoonBack() throws Exception {
        RelayScene.awaitStreaming(scene.startRelay());
        Future<?> writing = writeOn(300);
        scene.stack.kafka().stop();
        scene.stack.kafka().start();
        writing.get();
        scene.everyRowArrivesInOrder();
    }

    /** Returns when the first tenth is written; a transaction that fails is not tried again. */
    private Future<?> writeOn(int transactions) throws InterruptedException {
        CountDownLatch underWay = new CountDownLatch(transactions / 10);
        Future<?> writing = writer.submit(() -> {
            for (int i = 0; i < transactions; i++) {
                try {
                    scene.commit(i % 5, 4);
                } catch (SQLException e) {
                    // PostgreSQL is down, and that is the point: what did commit is in the outbox.
                    assertThat(e.getSQLState()).matches("08.*|57P0.");
                }
                underWay.countDown();
            }
        });
        underWay.await();
        return writing;
    }
}
