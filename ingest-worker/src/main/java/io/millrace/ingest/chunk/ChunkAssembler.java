package io.millrace.ingest.chunk;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns the units of one section into chunks, and keeps count over the document. Used by one thread. */
final class ChunkAssembler {

    private final String content;
    private final ChunkingSettings settings;
    private final @Nullable BoundaryRank overlapBelow;
    private final ContentDefinedPacker packer;
    private final List<ChunkDraft> chunks = new ArrayList<>();
    private long tokens;

    /** @param overlapBelow boundaries worse than this repeat the end of the chunk before; null: all do */
    ChunkAssembler(String content, ChunkingSettings settings, @Nullable BoundaryRank overlapBelow) {
        this.content = content;
        this.settings = settings;
        this.overlapBelow = overlapBelow;
        this.packer = new ContentDefinedPacker(unitLimit(settings));
    }

    /** Most tokens of a chunk before it repeats anything. */
    static int unitLimit(ChunkingSettings settings) {
        return settings.size() - settings.overlap();
    }

    void add(@Nullable String sectionTitle, List<TextUnit> units) {
        tokens += units.stream().mapToLong(TextUnit::tokens).sum();
        // No chunk holds more than its size, so this many tokens cannot fit: refuse before the work, not after it.
        if (tokens / settings.size() > Chunker.MAX_CHUNKS) {
            throw new TooManyChunksException();
        }
        for (ContentDefinedPacker.Run run : packer.pack(units)) {
            int from = overlapStart(units, run);
            int start = units.get(from).start();
            int end = units.get(run.to() - 1).end();
            String text = content.substring(start, end);
            // Rules and ornaments say nothing to any model, and several models refuse them.
            if (text.codePoints().anyMatch(Character::isLetterOrDigit)) {
                int count = TokenEstimator.estimate(text);
                chunks.add(new ChunkDraft(text, sectionTitle, null, start, end, count));
            }
        }
    }

    List<ChunkDraft> chunks() {
        if (chunks.size() > Chunker.MAX_CHUNKS) {
            throw new TooManyChunksException();
        }
        return List.copyOf(chunks);
    }

    private int overlapStart(List<TextUnit> units, ContentDefinedPacker.Run run) {
        int from = run.from();
        int room = settings.overlap();
        while (from > 0 && overlaps(units.get(from)) && units.get(from - 1).tokens() <= room) {
            from--;
            room -= units.get(from).tokens();
        }
        return from;
    }

    private boolean overlaps(TextUnit unit) {
        return overlapBelow == null || unit.rank().compareTo(overlapBelow) < 0;
    }
}
