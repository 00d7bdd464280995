package io.millrace.ingest.relay;

import io.debezium.engine.DebeziumEngine.ChangeConsumer;
import io.debezium.engine.DebeziumEngine.RecordCommitter;
import io.debezium.engine.RecordChangeEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.postgresql.replication.LogSequenceNumber;

/**
 * A batch of the engine: every row is durable in its topic, then the watermark is, then the slot may confirm. A crash between
 * any two of these sends rows again and loses none.
 *
 * <p>Whatever fails leaves as a {@link RelayException}, which stops the engine before it polls again. Called by the engine's
 * polling thread only, one batch after the other. Source: Debezium 3.6.1 {@code AsyncEmbeddedEngine.PollRecords#doCall},
 * {@code ParallelSmtAndConvertBatchProcessor}.
 */
final class OutboxBatchHandler implements ChangeConsumer<RecordChangeEvent<SourceRecord>> {

    private final OutboxRecords records;
    private final OutboxSender sender;
    private final WatermarkTopic watermarks;
    private final RelayProgress progress;
    private final Duration batchInterval;
    private final Counter rowsSent;
    private final Timer batches;

    private Watermark watermark;

    OutboxBatchHandler(
            OutboxRecords records,
            OutboxSender sender,
            WatermarkTopic watermarks,
            Watermark start,
            RelayProgress progress,
            Duration batchInterval,
            MeterRegistry meters) {
        this.records = records;
        this.sender = sender;
        this.watermarks = watermarks;
        this.watermark = start;
        this.progress = progress;
        this.batchInterval = batchInterval;
        this.rowsSent = meters.counter("millrace.relay.records");
        this.batches = meters.timer("millrace.relay.batch");
    }

    @Override
    public void handleBatch(
            List<RecordChangeEvent<SourceRecord>> events, RecordCommitter<RecordChangeEvent<SourceRecord>> committer)
            throws InterruptedException {
        if (events.isEmpty()) {
            return;
        }
        long begun = System.nanoTime();
        progress.batchBegins();
        Timer.Sample sample = Timer.start();
        try {
            List<SourceRecord> captured = CapturedBatch.unpack(events);
            List<ProducerRecord<byte[], byte[]>> batch = new ArrayList<>(captured.size());
            Instant newest = read(captured, batch);
            sendRows(batch);
            writeWatermark(watermarkAfter(captured.getLast(), newest));
            markProcessed(events.getLast(), committer);
            batchCompleted(batch.size(), sample);
            letRowsGather(begun);
        } catch (RelayException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new RelayException(
                    RelayErrorCode.ENGINE_FAILED, "a batch could not be relayed: " + e.getMessage(), e);
        } finally {
            progress.batchEnds();
        }
    }

    /** Returns when the newest row was committed, by the database's clock; null if there is no row. */
    private @Nullable Instant read(List<SourceRecord> captured, List<ProducerRecord<byte[], byte[]>> batch) {
        @Nullable SourceRecord newest = null;
        for (SourceRecord record : captured) {
            Optional<Struct> after = CapturedRows.inserted(record);
            if (after.isPresent()) {
                newest = record;
                batch.add(records.of(CapturedRows.row(after.get())));
            }
        }
        return newest == null ? null : CapturedRows.committedAt(newest);
    }

    private Watermark watermarkAfter(SourceRecord last, @Nullable Instant newest) {
        LogSequenceNumber confirmable = CapturedRows.confirmable(last).orElse(watermark.commitLsn());
        return new Watermark(
                watermark.systemIdentifier(),
                watermark.timeline(),
                confirmable.compareTo(watermark.commitLsn()) > 0 ? confirmable : watermark.commitLsn(),
                newest != null && newest.isAfter(watermark.committedAt()) ? newest : watermark.committedAt());
    }

    /** Nothing is sent yet. */
    private void sendRows(List<ProducerRecord<byte[], byte[]>> batch) throws InterruptedException {
        if (!batch.isEmpty()) {
            sender.sendAll(batch);
        }
    }

    /** Every row is in its topic; the watermark and the slot know nothing of it. */
    private void writeWatermark(Watermark next) throws InterruptedException {
        // Within a large transaction the position rests: there is nothing to say.
        if (!next.commitLsn().equals(watermark.commitLsn())) {
            sender.sendAll(List.of(watermarks.toRecord(next)));
        }
        watermark = next;
    }

    /**
     * The watermark is durable; the slot knows nothing of it. Marking the last record marks all: the engine keeps one offset
     * for the slot, that of the record marked last. Source: Kafka Connect 4.3 {@code OffsetStorageWriter#offset}.
     */
    private void markProcessed(
            RecordChangeEvent<SourceRecord> last, RecordCommitter<RecordChangeEvent<SourceRecord>> committer)
            throws InterruptedException {
        committer.markProcessed(last);
        committer.markBatchFinished();
    }

    /**
     * A row that comes alone goes out at once. Those that come right behind it go out together: a batch costs the broker two
     * requests, whatever is in it.
     */
    private void letRowsGather(long begun) {
        long rest = batchInterval.toNanos() - (System.nanoTime() - begun);
        if (rest > 0) {
            LockSupport.parkNanos(this, rest);
        }
    }

    /** The slot's confirmation goes out with the engine's next poll. */
    private void batchCompleted(int rows, Timer.Sample sample) {
        if (rows > 0) {
            rowsSent.increment(rows);
            sample.stop(batches);
        }
    }
}
