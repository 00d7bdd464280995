package io.millrace.benchmarks.relay;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.benchmarks.BenchmarkException;
import io.millrace.benchmarks.Stopwatch;
import io.millrace.benchmarks.Waiting;
import io.millrace.benchmarks.stack.PrivateStack;
import io.millrace.ingest.relay.OutboxRelay;
import io.millrace.ingest.relay.RelayState;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** Millrace's relay in this JVM, warmed up by the same rounds as the bare clients, with its defaults. */
final class OurRelay implements AutoCloseable {

    static final String SLOT = "bench_relay";

    private static final Duration START_BOUND = Duration.ofMinutes(1);
    private static final Duration POLL = Duration.ofMillis(2);
    /** Shorter than a round could ever tell from another, and rare enough not to be part of it. */
    private static final Duration SENT_POLL = Duration.ofMillis(1);

    private final BenchSlot slot;
    private final OutboxRelay relay;
    private final MeterRegistry meters = new SimpleMeterRegistry();
    /** The relay's own. */
    private final Counter sent = meters.counter("millrace.relay.records");

    private final Connection watcher;

    OurRelay(PrivateStack stack) throws SQLException {
        this.slot = new BenchSlot(stack, SLOT);
        this.relay = new OutboxRelay(
                slot.relayProperties(), slot.endpoint(), stack.kafkaProperties(), stack.topics(), meters);
        this.watcher = stack.administrator();
    }

    /** Makes the slot, which only the relay itself may do; after this it holds whatever is committed. */
    void makeSlot() {
        relay.start();
        boolean made = Waiting.until(() -> relay.state() instanceof RelayState.Streaming, POLL, START_BOUND);
        String state = relay.state().label();
        relay.close();
        if (!made) {
            throw new BenchmarkException("The relay did not begin to stream; its state is " + state + ".");
        }
        slot.awaitStreamed(watcher, false);
    }

    /** The watch runs from the moment when the slot is streamed to the last of {@code rows} records in the topic. */
    void drain(int rows, TopicEnd end, Duration bound, Stopwatch watch) {
        watch.settle();
        relay.start();
        try {
            if (!slot.awaitStreamed(watcher, true)) {
                throw new BenchmarkException("The relay did not begin to stream; its state is "
                        + relay.state().label() + ".");
            }
            double before = sent.count();
            watch.start();
            // Asking the broker meanwhile would take time from it; it is asked once, whether all are there.
            boolean all = Waiting.until(() -> sent.count() - before >= rows, SENT_POLL, bound);
            watch.stop();
            if (!all || end.size() < rows) {
                throw new BenchmarkException(
                        end.size() + " of " + rows + " records were in the topic after " + watch.seconds() + " s.");
            }
            // The other sides' slots are new in each round.
            slot.moveToEnd(watcher);
        } finally {
            relay.close();
            slot.awaitStreamed(watcher, false);
        }
    }

    @Override
    public void close() throws SQLException {
        relay.close();
        watcher.close();
    }
}
