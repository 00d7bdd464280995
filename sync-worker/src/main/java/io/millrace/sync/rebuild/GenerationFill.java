package io.millrace.sync.rebuild;

import io.millrace.schemas.changeevent.ChangeEvent.ChunkUpsert;
import io.millrace.schemas.changeevent.ChangeEventCodec;
import io.millrace.schemas.id.VectorStoreName;
import io.millrace.sync.changeevent.ChangeBatch;
import io.millrace.sync.connection.TopicReader;
import io.millrace.sync.point.ParallelPointWriter;
import io.millrace.sync.point.PointWrite;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Applies stretches of a collection's topic to one generation. Not thread-safe. */
final class GenerationFill {

    private final TopicReader topic;
    private final VectorStoreName store;
    private final String generation;
    private final ChangeEventCodec codec;
    private final ParallelPointWriter points;
    private final Executor executor;
    private final ReplayProgress progress;
    private long events;
    private long skipped;

    GenerationFill(
            TopicReader topic,
            VectorStoreName store,
            String generation,
            ChangeEventCodec codec,
            ParallelPointWriter points,
            Executor executor,
            ReplayProgress progress) {
        this.topic = topic;
        this.store = store;
        this.generation = generation;
        this.codec = codec;
        this.points = points;
        this.executor = executor;
        this.progress = progress;
    }

    /** Events read so far. */
    long events() {
        return events;
    }

    /** Records that could not be decoded or that Qdrant refuses: the workers have sent them to the dead letters. */
    long skipped() {
        return skipped;
    }

    /** Applies [from, to) in order. While one batch is written the next is read. */
    void replay(Map<TopicPartition, Long> from, Map<TopicPartition, Long> to) {
        UnderWay underWay = new UnderWay();
        topic.read(from, to, records -> {
            List<PointWrite> writes = batch(records).writes(generation);
            underWay.await();
            underWay.begin(writes);
            progress.advanced(records.size());
        });
        underWay.await();
    }

    /**
     * Reads all of [from, to), then applies the newest event of each chunk; see the package's argument.
     *
     * @return the chunks that were upserted
     */
    Set<UUID> closeGap(Map<TopicPartition, Long> from, Map<TopicPartition, Long> to) {
        ChangeBatch all = whole(from, to);
        skipped += points.writeAll(all.writes(generation)).size();
        Set<UUID> upserted = new HashSet<>();
        all.changes().forEach((chunk, change) -> {
            if (change.event() instanceof ChunkUpsert) {
                upserted.add(chunk);
            }
        });
        return upserted;
    }

    /** Applies the deletes in [from, to) of these chunks, and nothing else. */
    void deleteAgain(Map<TopicPartition, Long> from, Map<TopicPartition, Long> to, Set<UUID> chunks) {
        if (!chunks.isEmpty()) {
            skipped += points.writeAll(whole(from, to).deletesOf(generation, chunks))
                    .size();
        }
    }

    private ChangeBatch whole(Map<TopicPartition, Long> from, Map<TopicPartition, Long> to) {
        ChangeBatch all = new ChangeBatch(store);
        topic.read(from, to, records -> {
            all.addAll(records, codec);
            events += records.size();
        });
        return all;
    }

    private ChangeBatch batch(List<ConsumerRecord<byte[], byte[]>> records) {
        ChangeBatch batch = new ChangeBatch(store);
        batch.addAll(records, codec);
        events += records.size();
        skipped += batch.poison().size();
        return batch;
    }

    /** At most one batch is being written: the next one may change the same points. */
    private final class UnderWay {
        private CompletableFuture<Integer> refused = CompletableFuture.completedFuture(0);

        void begin(List<PointWrite> writes) {
            refused =
                    CompletableFuture.supplyAsync(() -> points.writeAll(writes).size(), executor);
        }

        void await() {
            try {
                skipped += refused.join();
                refused = CompletableFuture.completedFuture(0);
            } catch (CompletionException e) {
                if (e.getCause() instanceof RuntimeException cause) {
                    throw cause;
                }
                throw e;
            }
        }
    }
}
