package io.millrace.ingest.relay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Of all relays one works; another takes over. */
class RelayStandbyIT {

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
    void standbyTakesOverWhatTheLeaderLeaves() throws Exception {
        OutboxRelay leader = scene.startRelay();
        RelayScene.awaitStreaming(leader);
        OutboxRelay standby = scene.startRelay();
        scene.commit(1, 5);
        scene.everyRowArrivesInOrder();
        assertThat(standby.state()).isInstanceOf(RelayState.Standby.class);
        assertThat(leader.state()).isInstanceOf(RelayState.Streaming.class);

        leader.close();
        scene.commit(1, 5);
        RelayScene.awaitStreaming(standby);
        scene.everyRowArrivesInOrder();
        assertThat(leader.state()).isInstanceOf(RelayState.Stopped.class);
    }

    @Test
    void leaderThatLosesItsSessionStopsAndSomebodyGoesOn() throws Exception {
        OutboxRelay first = scene.startRelay();
        RelayScene.awaitStreaming(first);
        OutboxRelay second = scene.startRelay();
        scene.commit(1, 5);
        scene.admin("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                + " WHERE application_name = 'millrace-relay-leader' AND datname = current_database()");
        scene.commit(1, 5);
        scene.everyRowArrivesInOrder();
        RelayScene.await()
                .until(() -> first.state() instanceof RelayState.Streaming
                        != second.state() instanceof RelayState.Streaming);
    }
}
