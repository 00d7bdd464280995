package io.millrace.sync.listener;

import io.millrace.sync.retry.BackOff;
import io.millrace.sync.retry.StopSignal;
import io.millrace.sync.retry.StoppedException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One partition's records on their way to its handler: the poll thread offers, the lane's own virtual thread takes
 * everything that is waiting, up to a batch, and applies it. A lone record is applied at once; under load batches grow.
 */
final class PartitionLane {

    /** Enough for several requests at once; a batch is a barrier, so smaller ones would leave Qdrant idle. */
    static final int MAX_RECORDS = 2048;

    /** A batch is cut to whole requests, so that none goes out nearly empty while more records wait. */
    static final int REQUEST_RECORDS = 512;

    /** Key, headers and objects of a record, roughly. */
    private static final long OVERHEAD = 100;

    private static final Logger log = LoggerFactory.getLogger(PartitionLane.class);

    private final TopicPartition partition;
    private final BatchHandler handler;
    private final StopSignal stop;
    private final LaneBuffers buffers;
    private final Runnable onProgress;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final ArrayDeque<ConsumerRecord<byte[], byte[]>> waiting = new ArrayDeque<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private long waitingBytes;
    private boolean resting = true;
    private volatile long appliedUpTo = -1;
    private long committedUpTo = -1;

    PartitionLane(
            TopicPartition partition, BatchHandler handler, StopSignal stop, LaneBuffers buffers, Runnable onProgress) {
        this.partition = partition;
        this.handler = handler;
        this.stop = stop;
        this.buffers = buffers;
        this.onProgress = onProgress;
    }

    void start() {
        Thread.ofVirtual().name("lane-" + partition).start(this::run);
    }

    void offer(List<ConsumerRecord<byte[], byte[]>> records) {
        lock.lock();
        try {
            for (ConsumerRecord<byte[], byte[]> record : records) {
                waiting.add(record);
                waitingBytes += bytes(record);
            }
            if (resting) {
                resting = false;
                buffers.laneBegins();
            }
            arrived.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Whether the partition should rest until some of what waits is taken. */
    boolean isFull() {
        lock.lock();
        try {
            return waiting.size() >= MAX_RECORDS || (!waiting.isEmpty() && waitingBytes >= buffers.share());
        } finally {
            lock.unlock();
        }
    }

    /** The offset after the last record that was applied; negative when there is none. */
    long appliedUpTo() {
        return appliedUpTo;
    }

    /** For the poll thread, which alone reads and writes it. */
    long committedUpTo() {
        return committedUpTo;
    }

    void committed(long offset) {
        committedUpTo = offset;
    }

    /** Asks the lane to end after what is under way; records that wait are dropped and will be delivered again. */
    void stop() {
        stop.raise();
        lock.lock();
        try {
            arrived.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Whether the lane ended within this time. */
    boolean awaitEnd(Duration atMost) {
        try {
            return ended.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void run() {
        try {
            for (List<ConsumerRecord<byte[], byte[]>> batch = take(); !batch.isEmpty(); batch = take()) {
                apply(batch);
                appliedUpTo = batch.getLast().offset() + 1;
                onProgress.run();
            }
        } catch (StoppedException e) {
            log.atDebug().addKeyValue("partition", partition).log("Gave up a batch that will be delivered again");
        } finally {
            rest();
            ended.countDown();
        }
    }

    private void rest() {
        lock.lock();
        try {
            if (!resting) {
                resting = true;
                buffers.laneRests();
            }
        } finally {
            lock.unlock();
        }
    }

    /** A failure that nobody foresaw holds up the partition, visibly, instead of losing a record. */
    private void apply(List<ConsumerRecord<byte[], byte[]>> batch) {
        for (int failures = 1; ; failures++) {
            try {
                handler.apply(batch);
                return;
            } catch (StoppedException e) {
                throw e;
            } catch (RuntimeException | Error e) {
                log.atError()
                        .setCause(e)
                        .addKeyValue("partition", partition)
                        .addKeyValue("offset", batch.getFirst().offset())
                        .addKeyValue("failures", failures)
                        .log("A batch could not be applied; it is tried again");
                if (stop.await(BackOff.DEFAULT.after(failures))) {
                    throw new StoppedException();
                }
            }
        }
    }

    /** Waits for records; empty when the lane is to end. */
    private List<ConsumerRecord<byte[], byte[]>> take() {
        lock.lock();
        try {
            while (waiting.isEmpty() && !stop.isRaised()) {
                rest();
                arrived.awaitUninterruptibly();
            }
            if (stop.isRaised()) {
                return List.of();
            }
            int size = batchSize();
            List<ConsumerRecord<byte[], byte[]>> batch = new ArrayList<>(size);
            while (batch.size() < size) {
                ConsumerRecord<byte[], byte[]> record = waiting.remove();
                waitingBytes -= bytes(record);
                batch.add(record);
            }
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private int batchSize() {
        long share = buffers.share();
        int size = 0;
        long bytes = 0;
        for (ConsumerRecord<byte[], byte[]> record : waiting) {
            if (size == MAX_RECORDS || (size > 0 && bytes >= share)) {
                break;
            }
            bytes += bytes(record);
            size++;
        }
        return size <= REQUEST_RECORDS ? size : size - size % REQUEST_RECORDS;
    }

    private static long bytes(ConsumerRecord<byte[], byte[]> record) {
        return (record.value() == null ? 0 : record.value().length) + OVERHEAD;
    }
}
