package io.millrace.ingest.chunk;

import io.millrace.ingest.chunk.MarkdownOutline.Block;
import io.millrace.ingest.chunk.MarkdownOutline.Section;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts Markdown section by section. The first chunk of a section begins with its heading; a heading with nothing but
 * subsections under it is in their section titles only. Lists, tables and code stay whole while they fit.
 */
final class MarkdownChunker implements Chunker {

    private final ChunkingSettings settings;
    private final UnitCutter cutter;

    MarkdownChunker(ChunkingSettings settings) {
        this.settings = settings;
        this.cutter = new UnitCutter(ChunkAssembler.unitLimit(settings));
    }

    @Override
    public List<ChunkDraft> chunk(String content) {
        ChunkAssembler assembler = new ChunkAssembler(content, settings, BoundaryRank.BLOCK);
        for (Section section : MarkdownOutline.of(content)) {
            assembler.add(section.title(), units(content, section));
        }
        return assembler.chunks();
    }

    private List<TextUnit> units(String content, Section section) {
        List<TextUnit> units = new ArrayList<>();
        section.blocks().forEach(block -> cut(content, block, units));
        if (section.headingStart() < section.headingEnd() && !section.parent()) {
            addHeading(content, section, units);
        }
        return units;
    }

    private void addHeading(String content, Section section, List<TextUnit> units) {
        int tokens = TokenEstimator.estimate(content, section.headingStart(), section.headingEnd());
        if (!units.isEmpty() && units.getFirst().tokens() + tokens <= ChunkAssembler.unitLimit(settings)) {
            units.set(0, units.getFirst().startingAt(section.headingStart(), tokens));
        } else {
            List<TextUnit> heading = new ArrayList<>();
            cutter.cutProse(content, section.headingStart(), section.headingEnd(), heading);
            units.addAll(0, heading);
        }
    }

    private void cut(String content, Block block, List<TextUnit> units) {
        switch (block.kind()) {
            case PROSE -> cutter.cutProse(content, block.start(), block.end(), units);
            case LINES -> cutter.cutLines(content, block.start(), block.end(), BoundaryRank.BLOCK, units);
            case LIST -> cutList(content, block, units);
        }
    }

    private void cutList(String content, Block list, List<TextUnit> units) {
        if (TokenEstimator.estimate(content, list.start(), list.end()) <= ChunkAssembler.unitLimit(settings)) {
            cutter.cutLines(content, list.start(), list.end(), BoundaryRank.BLOCK, units);
            return;
        }
        BoundaryRank rank = BoundaryRank.BLOCK;
        for (int i = 0; i < list.items().size(); i++) {
            int start = i == 0 ? list.start() : list.items().get(i);
            int end = i + 1 < list.items().size() ? list.items().get(i + 1) : list.end();
            cutter.cutLines(content, start, end, rank, units);
            rank = BoundaryRank.ITEM;
        }
    }
}
