package io.millrace.ingest.relay;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the relay does now, for health, metrics and the log. Thread-safe. */
final class RelayStatus {

    private static final Logger log = LoggerFactory.getLogger(RelayStatus.class);

    private static final List<String> LABELS = List.of("standby", "repairing", "streaming", "backing-off", "stopped");

    private final String slotName;
    private final AtomicLong lagBytes = new AtomicLong();
    private volatile RelayState state = new RelayState.Stopped();

    RelayStatus(String slotName, MeterRegistry meters) {
        this.slotName = slotName;
        Gauge.builder("millrace.relay.lag.bytes", lagBytes, AtomicLong::doubleValue)
                .description("WAL that the slot has not confirmed")
                .baseUnit("bytes")
                .register(meters);
        LABELS.forEach(label -> Gauge.builder(
                        "millrace.relay.state", this, self -> self.state.label().equals(label) ? 1 : 0)
                .tag("state", label)
                .register(meters));
    }

    RelayState state() {
        return state;
    }

    void set(RelayState next) {
        if (!next.equals(state)) {
            state = next;
            log.atInfo()
                    .addKeyValue("slot", slotName)
                    .addKeyValue("state", next.label())
                    .log("The relay's state has changed");
        }
    }

    void lagBytes(long bytes) {
        lagBytes.set(bytes);
    }
}
