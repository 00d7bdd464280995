package io.millrace.ingest.relay;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Down while the relay pauses after a failure or is stopped; a standby is healthy. */
final class RelayHealthIndicator implements HealthIndicator {

    private final OutboxRelay relay;

    RelayHealthIndicator(OutboxRelay relay) {
        this.relay = relay;
    }

    @Override
    public Health health() {
        RelayState state = relay.state();
        Health.Builder health = switch (state) {
            case RelayState.Standby s -> Health.up();
            case RelayState.Repairing r -> Health.up().withDetail("reason", r.reason());
            case RelayState.Streaming s -> Health.up();
            case RelayState.BackingOff b -> Health.down().withDetail("reason", b.reason());
            case RelayState.Stopped s -> Health.down();
        };
        return health.withDetail("state", state.label()).build();
    }
}
