package io.millrace.ingest.document;

import io.millrace.ingest.chunk.ChunkDraft;
import io.millrace.ingest.chunk.TokenEstimator;
import io.millrace.ingest.chunk.TooManyChunksException;
import io.millrace.ingest.document.DocumentPlan.Growth;
import io.millrace.ingest.document.event.DocumentChange;
import io.millrace.ingest.document.event.EventPosition;
import io.millrace.ingest.document.event.RefusalCode;
import io.millrace.ingest.document.event.RefusedEventException;
import io.millrace.ingest.document.event.SuppliedChunk;
import io.millrace.ingest.document.event.SuppliedContent;
import io.millrace.schemas.id.ChunkId;
import io.millrace.schemas.id.ContentHash;
import io.millrace.schemas.id.DocumentId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides what an event means for its document. Pure: it reads and writes nothing. Thread-safe. */
final class DocumentPlanner {

    /** Of the fingerprint of content that cleaning changed: what was stored before there was cleaning is then cut again. */
    private static final String CLEANED = ";clean=1";

    private DocumentPlanner() {}

    /** Why an event that was overtaken by what the document has seen already changes nothing; empty if it was not. */
    static Optional<Outcome> passed(DocumentChange change, StoredDocument.Stamp stamp) {
        if (isOlder(change, stamp)) {
            return Optional.of(Outcome.STALE);
        }
        return isReplay(change, stamp) ? Optional.of(Outcome.REPLAYED) : Optional.empty();
    }

    /** Whether the document is so already. */
    static boolean isUnchanged(DocumentChange.Upsert upsert, StoredDocument document) {
        return hasPayloadOf(upsert, document)
                && Objects.equals(upsert.contentHash(), document.contentHash())
                && document.chunkingFingerprint().equals(fingerprint(upsert))
                && document.mimeType().equals(upsert.format().mediaType())
                && upsert.file().equals(document.file());
    }

    /** Whether cleaning changed the content that has this fingerprint. */
    static boolean wasCleaned(String fingerprint) {
        return fingerprint.endsWith(CLEANED);
    }

    /**
     * @param document null if there is no row
     * @param stored the document's chunks
     * @param duplicateOf whose content it is; null if it is to have chunks of its own
     * @throws RefusedEventException if the document cannot be cut
     */
    static DocumentPlan.Upsert upsert(
            DocumentChange.Upsert change,
            DocumentPlan.Cause cause,
            @Nullable StoredDocument document,
            List<StoredChunk> stored,
            @Nullable DocumentId duplicateOf) {
        boolean samePayload = document != null && hasPayloadOf(change, document);
        List<PlannedChunk> planned = duplicateOf == null ? chunks(change) : List.of();
        Growth before = document == null || document.deleted() ? Growth.NONE : new Growth(1, document.contentBytes());
        return new DocumentPlan.Upsert(
                change,
                document == null ? StoredDocument.Stamp.NONE : document.stamp(),
                cause,
                fingerprint(change),
                planned.size(),
                ChunkDiff.between(stored, planned, !samePayload),
                duplicateOf,
                null,
                ContentMoves.NONE,
                new Growth(1 - before.documents(), change.contentBytes() - before.bytes()));
    }

    private static boolean hasPayloadOf(DocumentChange.Upsert upsert, StoredDocument document) {
        return !document.deleted()
                && Objects.equals(document.title(), upsert.title())
                && document.metadata().equals(upsert.metadata());
    }

    private static String fingerprint(DocumentChange.Upsert upsert) {
        String model = upsert.collection().embeddingModel();
        String cut = upsert.supplied() != null
                ? "supplied;model=" + model
                : upsert.collection().chunking().fingerprint(upsert.format(), model);
        return upsert.hygiene().contentChanged() ? cut + CLEANED : cut;
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
