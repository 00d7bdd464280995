package io.millrace.ingest.relay;

import io.debezium.connector.base.QueueProvider;
import io.debezium.pipeline.DataChangeEvent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * The engine's queue between its decoder and us, for an engine whose batch size is one: everything that waits is handed out
 * as one {@link CapturedBatch}.
 *
 * <p>With its own queue the engine waits the whole poll interval for a batch to fill, and spins through the last millisecond
 * of it with the queue locked; and it passes every single record through an executor. So a row goes out as soon as it is
 * decoded, and what comes while a batch is being sent is the next batch. Source: Debezium 3.6.1 {@code
 * ChangeEventQueue#poll}, {@code Threads#timer}, {@code ParallelSmtAndConvertBatchProcessor}.
 *
 * <p>Public for {@link java.util.ServiceLoader}. Every call comes under the engine's queue lock.
 */
public final class BatchQueueProvider implements QueueProvider<DataChangeEvent> {

    static final String NAME = "millrace-batch";
    static final String BATCH_SIZE = "millrace.batch.size";

    /** An empty queue that is looked at again this soon is being spun on. */
    private static final long SPIN_NANOS = Duration.ofNanos(500_000).toNanos();

    private static final int LOOKS_BEFORE_REST = 3;
    private static final long REST_NANOS = Duration.ofNanos(200_000).toNanos();

    private final Queue<DataChangeEvent> events = new ArrayDeque<>();
    private int batchSize = 1;
    private int looks;
    private long lastLook;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void configure(Map<String, ?> properties) {
        batchSize = Integer.parseInt(String.valueOf(properties.get(BATCH_SIZE)));
    }

    @Override
    public void enqueue(DataChangeEvent event) {
        events.add(event);
    }

    @Override
    public @Nullable DataChangeEvent poll() {
        int taken = Math.min(batchSize, events.size());
        if (taken == 0) {
            return null;
        }
        List<SourceRecord> records = new ArrayList<>(taken);
        for (int i = 0; i < taken; i++) {
            records.add(events.remove().getRecord());
        }
        return new DataChangeEvent(new CapturedBatch(records));
    }

    @Override
    public int size() {
        if (events.isEmpty()) {
            restWhenSpunOn();
        }
        return events.size();
    }

    private void restWhenSpunOn() {
        long now = System.nanoTime();
        looks = now - lastLook > SPIN_NANOS ? 1 : looks + 1;
        if (looks > LOOKS_BEFORE_REST) {
            LockSupport.parkNanos(this, REST_NANOS);
        }
        lastLook = System.nanoTime();
    }
}
