package io.millrace.ingest.chunk;

import java.util.ArrayList;
import java.util.List;

/** Cuts text at its paragraphs, and what is too long at sentences, lines and words. */
final class PlainTextChunker implements Chunker {

    private final ChunkingSettings settings;

    PlainTextChunker(ChunkingSettings settings) {
        this.settings = settings;
    }

    @Override
    public List<ChunkDraft> chunk(String content) {
        List<TextUnit> units = new ArrayList<>();
        UnitCutter cutter = new UnitCutter(ChunkAssembler.unitLimit(settings));
        // Each paragraph is a unit even where the whole text would fit in one.
        cutter.cutParagraphs(content, units);
        ChunkAssembler assembler = new ChunkAssembler(content, settings, null);
        assembler.add(null, units);
        return assembler.chunks();
    }
}
