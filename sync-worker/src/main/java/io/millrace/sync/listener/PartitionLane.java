package io.millrace.sync.listener;

import io.millrace.sync.listener.BatchHandler.PreparedBatch;
import io.millrace.sync.listener.BatchHandler.Turn;
import io.millrace.sync.retry.BackOff;
import io.millrace.sync.retry.StopSignal;
import io.millrace.sync.retry.StoppedException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One partition's records on their way to its handler: the poll thread offers, the lane's own virtual thread takes
 * everything that is waiting, up to a batch, and starts another that applies it. A lone record is applied at once; while it is
 * under way the records after it gather, and go out beside it when they fill a batch.
 */
final class PartitionLane {

    /** A batch is one request, or nearly: those beside it need not wait for more of them. */
    static final int BATCH_RECORDS = 512;

    /** Enough that Qdrant never waits for the next request of a partition that is alone. */
    static final int BATCHES_AT_ONCE = 4;

    /** Key, headers and objects of a record, roughly. */
    private static final long OVERHEAD = 100;

    private static final Logger log = LoggerFactory.getLogger(PartitionLane.class);

    private final TopicPartition partition;
    private final BatchHandler handler;
    private final StopSignal stop;
    private final LaneBuffers buffers;
    private final Runnable onProgress;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<ConsumerRecord<byte[], byte[]>> waiting = new ArrayDeque<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private long waitingBytes;
    private int batchesUnderWay;
    private long bytesUnderWay;
    private boolean partUnderWay;
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
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Whether the partition should rest until some of what waits is taken: the next batch is here, and what comes after it may
     * as well wait in the consumer, once instead of twice.
     */
    boolean isFull() {
        lock.lock();
        try {
            return waiting.size() >= BATCH_RECORDS || (!waiting.isEmpty() && waitingBytes >= buffers.share());
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
            changed.signal();
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
        CompletableFuture<Boolean> last = CompletableFuture.completedFuture(true);
        try {
            for (Batch batch = take(); batch != null; batch = take()) {
                last = begin(batch, last);
            }
        } catch (StoppedException e) {
            gaveUp();
        } finally {
            last.join();
            rest();
            ended.countDown();
        }
    }

    /**
     * Applies a batch on a thread of its own.
     *
     * @param before whether the batch before it is applied, or given up
     * @return the same of this batch, not before that
     */
    private CompletableFuture<Boolean> begin(Batch batch, CompletableFuture<Boolean> before) {
        PreparedBatch prepared = untilDone(batch, () -> handler.prepare(batch.records()));
        CompletableFuture<Boolean> applied = new CompletableFuture<>();
        Thread.ofVirtual().name("batch-" + partition).start(() -> {
            boolean done = apply(batch, prepared, before);
            // Also one that was given up: nothing before it may be under way when the lane ends
            before.join();
            end(batch);
            onProgress.run();
            applied.complete(done);
        });
        return applied;
    }

    private boolean apply(Batch batch, PreparedBatch prepared, CompletableFuture<Boolean> before) {
        Turn turn = () -> {
            if (!before.join()) {
                throw new StoppedException();
            }
        };
        try {
            untilDone(batch, () -> {
                prepared.apply(turn);
                return prepared;
            });
            turn.await();
            appliedUpTo = batch.records().getLast().offset() + 1;
            return true;
        } catch (StoppedException e) {
            gaveUp();
            return false;
        }
    }

    private void gaveUp() {
        log.atDebug().addKeyValue("partition", partition).log("Gave up a batch that will be delivered again");
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
    private <T> T untilDone(Batch batch, Supplier<T> step) {
        for (int failures = 1; ; failures++) {
            try {
                return step.get();
            } catch (StoppedException e) {
                throw e;
            } catch (RuntimeException | Error e) {
                log.atError()
                        .setCause(e)
                        .addKeyValue("partition", partition)
                        .addKeyValue("offset", batch.records().getFirst().offset())
                        .addKeyValue("failures", failures)
                        .log("A batch could not be applied; it is tried again");
                if (stop.await(BackOff.DEFAULT.after(failures))) {
                    throw new StoppedException();
                }
            }
        }
    }

    /** Records that are applied together. One that is not full took all that waited. */
    private record Batch(List<ConsumerRecord<byte[], byte[]>> records, long bytes, boolean full) {}

    /** Waits for records that may go out; null when the lane is to end. */
    private @Nullable Batch take() {
        lock.lock();
        try {
            while (!stop.isRaised()) {
                Batch next = next();
                if (next != null) {
                    batchesUnderWay++;
                    bytesUnderWay += next.bytes();
                    partUnderWay |= !next.full();
                    return next;
                }
                if (waiting.isEmpty() && batchesUnderWay == 0) {
                    rest();
                }
                changed.awaitUninterruptibly();
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** Takes what waits, up to a batch, if it may go out beside what is under way. */
    private @Nullable Batch next() {
        long share = buffers.share();
        int size = 0;
        long bytes = 0;
        for (ConsumerRecord<byte[], byte[]> record : waiting) {
            if (size == BATCH_RECORDS || (size > 0 && bytes >= share)) {
                break;
            }
            bytes += bytes(record);
            size++;
        }
        boolean full = size == BATCH_RECORDS || size < waiting.size();
        boolean beside = batchesUnderWay < BATCHES_AT_ONCE && bytesUnderWay + bytes <= share && (full || !partUnderWay);
        if (size == 0 || !(batchesUnderWay == 0 || beside)) {
            return null;
        }
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>(size);
        while (records.size() < size) {
            records.add(waiting.remove());
        }
        waitingBytes -= bytes;
        return new Batch(records, bytes, full);
    }

    private void end(Batch batch) {
        lock.lock();
        try {
            batchesUnderWay--;
            bytesUnderWay -= batch.bytes();
            partUnderWay &= batch.full();
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    private static long bytes(ConsumerRecord<byte[], byte[]> record) {
        return (record.value() == null ? 0 : record.value().length) + OVERHEAD;
    }
}
