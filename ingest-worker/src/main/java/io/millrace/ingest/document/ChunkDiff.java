package io.millrace.ingest.document;

import io.millrace.ingest.chunk.ChunkDraft;
import io.millrace.schemas.id.ChunkId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What is to happen to a document's chunks.
 *
 * @param inserted text that is new
 * @param resent text that stays, while what the point shows beside it changes
 * @param moved text that stays, and only stands elsewhere: nothing is sent
 * @param deleted text that is gone
 */
record ChunkDiff(
        List<PlannedChunk> inserted, List<PlannedChunk> resent, List<PlannedChunk> moved, List<ChunkId> deleted) {

    static final ChunkDiff NONE = new ChunkDiff(List.of(), List.of(), List.of(), List.of());

    /** @param payloadChanged whether the document's part of every point changes */
    static ChunkDiff between(List<StoredChunk> stored, List<PlannedChunk> planned, boolean payloadChanged) {
        Map<ChunkId, StoredChunk> left = new LinkedHashMap<>();
        stored.forEach(chunk -> left.put(chunk.id(), chunk));
        List<PlannedChunk> inserted = new ArrayList<>();
        List<PlannedChunk> resent = new ArrayList<>();
        List<PlannedChunk> moved = new ArrayList<>();
        for (PlannedChunk chunk : planned) {
            StoredChunk before = left.remove(chunk.id());
            if (before == null) {
                inserted.add(chunk);
            } else if (payloadChanged || looksDifferent(before, chunk)) {
                resent.add(chunk);
            } else if (standsElsewhere(before, chunk)) {
                moved.add(chunk);
            }
        }
        return new ChunkDiff(inserted, resent, moved, List.copyOf(left.keySet()));
    }

    /** The chunks whose full state is to be sent. */
    Stream<PlannedChunk> sent() {
        return Stream.concat(inserted.stream(), resent.stream());
    }

    private static boolean looksDifferent(StoredChunk before, PlannedChunk now) {
        ChunkDraft draft = now.draft();
        return !Objects.equals(before.sectionTitle(), draft.sectionTitle())
                || !Objects.equals(before.pageReference(), draft.pageReference())
                || !before.embeddingModel().equals(now.embedding().model());
    }

    private static boolean standsElsewhere(StoredChunk before, PlannedChunk now) {
        return before.index() != now.index()
                || before.startOffset() != now.draft().startOffset()
                || before.endOffset() != now.draft().endOffset();
    }
}
