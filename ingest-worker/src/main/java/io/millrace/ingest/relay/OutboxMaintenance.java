package io.millrace.ingest.relay;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the outbox partitions of the days to come and drops those that are past retention and below the slot, at once and
 * then at an interval. What stands in its way is tried again the next time.
 */
final class OutboxMaintenance implements AutoCloseable {

    private static final Duration ANSWER_TIMEOUT = Duration.ofMinutes(10);

    private static final Logger log = LoggerFactory.getLogger(OutboxMaintenance.class);

    private final PostgresEndpoint postgres;
    private final RelayProperties properties;
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("millrace-relay-maintenance").daemon().factory());

    OutboxMaintenance(PostgresEndpoint postgres, RelayProperties properties) {
        this.postgres = postgres;
        this.properties = properties;
    }

    void start() {
        long interval = properties.maintenanceInterval().toMillis();
        var _ = executor.scheduleWithFixedDelay(this::maintain, 0, interval, TimeUnit.MILLISECONDS);
    }

    private void maintain() {
        try (Connection connection = postgres.connect("millrace-relay-maintenance", ANSWER_TIMEOUT);
                PreparedStatement call = connection.prepareStatement(
                        "SELECT outbox_maintain(?::name, make_interval(secs => ?::double precision))")) {
            call.setString(1, properties.slotName());
            call.setLong(2, properties.retention().toSeconds());
            call.execute();
        } catch (SQLException e) {
            log.atWarn()
                    .addKeyValue("slot", properties.slotName())
                    .setCause(e)
                    .log("The outbox partitions could not be maintained");
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
