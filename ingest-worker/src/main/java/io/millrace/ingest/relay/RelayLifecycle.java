package io.millrace.ingest.relay;

import org.springframework.context.SmartLifecycle;

/** Starts the relay after everything else of the application and ends it first. */
final class RelayLifecycle implements SmartLifecycle {

    private final OutboxRelay relay;

    RelayLifecycle(OutboxRelay relay) {
        this.relay = relay;
    }

    @Override
    public void start() {
        relay.start();
    }

    @Override
    public void stop() {
        relay.close();
    }

    @Override
    public boolean isRunning() {
        return !(relay.state() instanceof RelayState.Stopped);
    }
}
