package io.millrace.ingest.document;

import io.millrace.ingest.chunk.ChunkDraft;
import io.millrace.ingest.chunk.TokenEstimator;
import io.millrace.ingest.chunk.TooManyChunksException;
import io.millrace.ingest.document.event.DocumentChange;
import io.millrace.ingest.document.event.EventPosition;
import io.millrace.ingest.document.event.RefusalCode;
import io.millrace.ingest.document.event.RefusedEventException;
import io.millrace.ingest.document.event.SuppliedChunk;
import io.millrace.ingest.document.event.SuppliedContent;
import io.millrace.schemas.id.ChunkId;
import io.millrace.schemas.id.ContentHash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Decides what an event means for its document. Pure: it reads and writes nothing. Thread-safe. */
final class DocumentPlanner {

    /**
     * @param document null if there is no row
     * @param chunks of the document, as stored
     * @throws RefusedEventException if the event cannot be applied to any state of the document
     */
    DocumentPlan plan(DocumentChange change, @Nullable StoredDocument document, List<StoredChunk> chunks) {
        StoredDocument.Stamp stamp = document == null ? StoredDocument.Stamp.NONE : document.stamp();
        if (isOlder(change, stamp)) {
            return new DocumentPlan.Ignore(change, Outcome.STALE);
        }
        if (isReplay(change, stamp)) {
            return new DocumentPlan.Ignore(change, Outcome.REPLAYED);
        }
        return switch (change) {
            case DocumentChange.Upsert upsert -> plan(upsert, document, stamp, chunks);
            case DocumentChange.Delete delete -> plan(delete, document, stamp, chunks);
        };
    }

    private static DocumentPlan plan(
            DocumentChange.Delete delete,
            @Nullable StoredDocument document,
            StoredDocument.Stamp stamp,
            List<StoredChunk> chunks) {
        if (document == null && delete.provenance().sequence() == null) {
            return new DocumentPlan.Ignore(delete, Outcome.UNCHANGED);
        }
        if (document == null || document.deleted()) {
            return new DocumentPlan.Touch(delete, stamp);
        }
        return new DocumentPlan.Delete(
                delete, stamp, chunks.stream().map(StoredChunk::id).toList());
    }

    private static DocumentPlan plan(
            DocumentChange.Upsert upsert,
            @Nullable StoredDocument document,
            StoredDocument.Stamp stamp,
            List<StoredChunk> stored) {
        String model = upsert.collection().embeddingModel();
        String fingerprint = upsert.supplied() != null
                ? "supplied;model=" + model
                : upsert.collection().chunking().fingerprint(upsert.format(), model);
        boolean samePayload = document != null
                && !document.deleted()
                && Objects.equals(document.title(), upsert.title())
                && document.metadata().equals(upsert.metadata());
        if (document != null
                && samePayload
                && Objects.equals(document.contentHash(), upsert.contentHash())
                && document.chunkingFingerprint().equals(fingerprint)
                && document.mimeType().equals(upsert.format().mediaType())) {
            return new DocumentPlan.Touch(upsert, stamp);
        }
        List<PlannedChunk> planned = chunks(upsert);
        return new DocumentPlan.Upsert(
                upsert, stamp, fingerprint, planned.size(), ChunkDiff.between(stored, planned, !samePayload));
    }

    /** A lower sequence than the document has seen. */
    private static boolean isOlder(DocumentChange change, StoredDocument.Stamp stamp) {
        Long mine = change.provenance().sequence();
        return mine != null && stamp.sequence() != null && mine < stamp.sequence();
    }

    /** Where the producer's sequence says that an event is news, its place in the topic does not matter. */
    private static boolean isReplay(DocumentChange change, StoredDocument.Stamp stamp) {
        Long mine = change.provenance().sequence();
        if (mine != null && stamp.sequence() != null && mine > stamp.sequence()) {
            return false;
        }
        EventPosition last = stamp.position();
        return last != null && change.provenance().position().isReplayAfter(last);
    }

    private static List<PlannedChunk> chunks(DocumentChange.Upsert upsert) {
        List<SuppliedChunk> supplied = upsert.supplied();
        List<ChunkDraft> drafts = supplied == null ? cut(upsert) : drafts(supplied);
        Map<ContentHash, Integer> occurrences = new HashMap<>();
        List<PlannedChunk> planned = new ArrayList<>(drafts.size());
        String model = upsert.collection().embeddingModel();
        for (int i = 0; i < drafts.size(); i++) {
            ContentHash hash = ContentHash.ofText(drafts.get(i).text());
            int occurrence = occurrences.merge(hash, 1, Integer::sum) - 1;
            float[] vector = supplied == null ? null : supplied.get(i).vector();
            planned.add(new PlannedChunk(
                    ChunkId.of(upsert.id(), hash, occurrence),
                    i,
                    drafts.get(i),
                    hash,
                    vector == null ? new EmbeddingKey(model, hash) : EmbeddingKey.supplied(model, hash, vector),
                    vector));
        }
        return planned;
    }

    private static List<ChunkDraft> cut(DocumentChange.Upsert upsert) {
        try {
            return upsert.collection().chunking().chunker(upsert.format()).chunk(upsert.content());
        } catch (TooManyChunksException e) {
            throw new RefusedEventException(RefusalCode.TOO_MANY_CHUNKS, TooManyChunksException.MESSAGE, e);
        } catch (RuntimeException | StackOverflowError e) {
            // Cutting reads nothing but the text, so it fails on this text every time.
            throw new RefusedEventException(
                    RefusalCode.CHUNKING_FAILED,
                    "The text cannot be cut into chunks (" + e.getClass().getSimpleName() + ").",
                    e);
        }
    }

    private static List<ChunkDraft> drafts(List<SuppliedChunk> supplied) {
        List<ChunkDraft> drafts = new ArrayList<>(supplied.size());
        int start = 0;
        for (SuppliedChunk chunk : supplied) {
            int end = start + chunk.text().length();
            drafts.add(new ChunkDraft(
                    chunk.text(),
                    chunk.sectionTitle(),
                    chunk.pageReference(),
                    start,
                    end,
                    TokenEstimator.estimate(chunk.text())));
            start = end + SuppliedContent.SEPARATOR.length();
        }
        return drafts;
    }
}
