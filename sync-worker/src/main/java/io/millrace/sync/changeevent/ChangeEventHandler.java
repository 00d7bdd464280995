package io.millrace.sync.changeevent;

import io.millrace.schemas.changeevent.ChangeEvent.DocumentCommit;
import io.millrace.schemas.changeevent.ChangeEventCodec;
import io.millrace.schemas.id.DocumentId;
import io.millrace.schemas.id.VectorStoreName;
import io.millrace.schemas.topic.RecordHeaderNames;
import io.millrace.sync.changeevent.ChangeBatch.Change;
import io.millrace.sync.changeevent.ChangeBatch.Poison;
import io.millrace.sync.changeevent.DocumentMarks.Mark;
import io.millrace.sync.deadletter.DeadLetter;
import io.millrace.sync.deadletter.DeadLetterSink;
import io.millrace.sync.listener.BatchHandler;
import io.millrace.sync.point.ParallelPointWriter;
import io.millrace.sync.point.ParallelPointWriter.Refusal;
import io.millrace.sync.retry.Retry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Applies the change events of one partition: points, then dead letters, then marks. When a batch is applied, all three are
 * durable. Every step is idempotent, so a batch may come again after any of them.
 *
 * <p>Points of batches under way at once are written beside each other, unless two batches change the same chunk: an upsert
 * that overtook the delete after it would bring the chunk back. Dead letters and marks keep the order of the partition.
 */
public final class ChangeEventHandler implements BatchHandler {

    private final VectorStoreName store;
    private final ChangeEventCodec codec;
    private final ParallelPointWriter points;
    private final DeadLetterSink deadLetters;
    private final DocumentMarks marks;
    private final Retry retry;
    private final ChangeEventObserver observer;

    /**
     * Documents of which an event went to the dead letters and whose commit has not come yet, with that event's version.
     * Their newest version is not fully searchable, and must not be marked so. Read and written by the batch whose turn it is.
     */
    private final Map<DocumentId, Long> incomplete = new HashMap<>();

    private final Set<ChangeBatch> underWay = ConcurrentHashMap.newKeySet();

    /** @param points repeats for ever what is not refused for good */
    public ChangeEventHandler(
            VectorStoreName store,
            ChangeEventCodec codec,
            ParallelPointWriter points,
            DeadLetterSink deadLetters,
            DocumentMarks marks,
            Retry retry,
            ChangeEventObserver observer) {
        this.store = store;
        this.codec = codec;
        this.points = points;
        this.deadLetters = deadLetters;
        this.marks = marks;
        this.retry = retry;
        this.observer = observer;
    }

    @Override
    public PreparedBatch prepare(List<ConsumerRecord<byte[], byte[]>> records) {
        long begun = System.nanoTime();
        ChangeBatch batch = new ChangeBatch(store);
        batch.addAll(records, codec);
        boolean overlaps = underWay.stream().anyMatch(batch::overlaps);
        underWay.add(batch);
        return turn -> {
            if (overlaps) {
                turn.await();
            }
            List<Refusal> refusals = writePoints(batch);
            turn.await();
            deadLetter(batch, refusals);
            markIndexed(batch);
            underWay.remove(batch);
            observer.batchApplied(batch, records.size(), System.nanoTime() - begun);
        };
    }

    private List<Refusal> writePoints(ChangeBatch batch) {
        return points.writeAll(batch.writes(store.value()));
    }

    private void deadLetter(ChangeBatch batch, List<Refusal> refusals) {
        List<DeadLetter> letters = new ArrayList<>();
        for (Poison poison : batch.poison()) {
            String document = ChangeBatch.headers(poison.record()).get(RecordHeaderNames.DOCUMENT_ID);
            if (document != null) {
                remember(document, poison.record());
            }
            letters.add(new DeadLetter(poison.record(), poison.code(), poison.reason()));
        }
        for (Refusal refusal : refusals) {
            Change change = batch.changes().get(refusal.id());
            if (change != null) {
                incomplete.merge(change.event().documentId(), change.event().version(), Math::max);
                letters.add(new DeadLetter(change.record(), refusal.code(), refusal.reason()));
            }
        }
        if (!letters.isEmpty()) {
            retry.untilDone("dead-letter", () -> deadLetters.publish(letters));
            observer.deadLettered(letters);
        }
    }

    private void remember(String document, ConsumerRecord<byte[], byte[]> poison) {
        String version = ChangeBatch.headers(poison).getOrDefault(RecordHeaderNames.VERSION, "0");
        try {
            incomplete.merge(DocumentId.parse(document), Long.parseLong(version), Math::max);
        } catch (IllegalArgumentException e) {
            // The header is part of the poison: there is no document to remember.
            observer.unattributable(poison);
        }
    }

    /** Every point of the batch is in Qdrant when this begins; no offset is committed before it ends. */
    private void markIndexed(ChangeBatch batch) {
        if (batch.commits().isEmpty()) {
            return;
        }
        List<Mark> newest = new ArrayList<>();
        for (DocumentCommit commit : batch.commits()) {
            Long failed = incomplete.get(commit.documentId());
            newest.add(new Mark(commit.documentId(), commit.version(), failed == null || failed > commit.version()));
        }
        retry.untilDone("mark-indexed", () -> marks.mark(newest));
        batch.commits().forEach(commit -> {
            incomplete.computeIfPresent(
                    commit.documentId(), (document, failed) -> failed > commit.version() ? failed : null);
            observer.indexed(commit);
        });
    }
}
