package io.millrace.ingest.chunk;

import dev.langchain4j.data.document.splitter.DocumentByLineSplitter;
import dev.langchain4j.data.document.splitter.DocumentByParagraphSplitter;
import dev.langchain4j.data.document.splitter.DocumentBySentenceSplitter;
import dev.langchain4j.data.document.splitter.DocumentByWordSplitter;
import java.util.List;
import java.util.function.Function;

/**
 * Cuts text into units that fit: as coarse as possible, finer where a unit is too long. What a paragraph, a line, a sentence
 * and a word are is langchain4j's to say; where they are in the text is found here, since its splitters give only text.
 */
final class UnitCutter {

    /** A way to cut, and the rank of the boundaries it makes. Each is tried on what the one before left too long. */
    private record Level(BoundaryRank rank, Function<String, String[]> splitter) {}

    // The splitters' own limits are for their packing, which is not used.
    private static final int UNUSED = 1;
    private static final Level PARAGRAPHS =
            new Level(BoundaryRank.BLOCK, new DocumentByParagraphSplitter(UNUSED, 0)::split);
    private static final Level SENTENCES =
            new Level(BoundaryRank.SENTENCE, new DocumentBySentenceSplitter(UNUSED, 0)::split);
    private static final Level LINES = new Level(BoundaryRank.LINE, new DocumentByLineSplitter(UNUSED, 0)::split);
    private static final Level WORDS = new Level(BoundaryRank.WORD, new DocumentByWordSplitter(UNUSED, 0)::split);

    /** One paragraph. */
    private static final List<Level> PROSE = List.of(SENTENCES, LINES, WORDS);
    /** Code, tables, lists: lines matter, sentences do not. */
    private static final List<Level> LINED = List.of(LINES, SENTENCES, WORDS);

    /** A multiple of what the estimator takes for one token, so that the pieces of a word count no more than the word. */
    private static final int CODE_POINTS_PER_PIECE = 12;

    private final int limit;

    UnitCutter(int limit) {
        this.limit = limit;
    }

    /** Adds the units of text with blank lines between its paragraphs. */
    void cutParagraphs(String content, List<TextUnit> units) {
        cutFiner(content, 0, content.length(), BoundaryRank.BLOCK, List.of(PARAGRAPHS, SENTENCES, LINES, WORDS), units);
    }

    /** Adds the units of one paragraph. */
    void cutProse(String content, int start, int end, List<TextUnit> units) {
        cut(content, start, end, BoundaryRank.BLOCK, PROSE, units);
    }

    /** Adds the units of a part in which lines matter. */
    void cutLines(String content, int start, int end, BoundaryRank rank, List<TextUnit> units) {
        cut(content, start, end, rank, LINED, units);
    }

    /** @param rank of the boundary before the part */
    private void cut(String content, int start, int end, BoundaryRank rank, List<Level> levels, List<TextUnit> units) {
        int from = start;
        int to = end;
        while (from < to && TokenEstimator.isBlank(content.charAt(from))) {
            from++;
        }
        while (to > from && TokenEstimator.isBlank(content.charAt(to - 1))) {
            to--;
        }
        int tokens = TokenEstimator.estimate(content, from, to);
        if (tokens == 0) {
            return;
        }
        if (tokens <= limit) {
            units.add(TextUnit.of(content, from, to, tokens, rank));
        } else if (levels.isEmpty()) {
            cutCharacters(content, from, to, rank, units);
        } else {
            cutFiner(content, from, to, rank, levels, units);
        }
    }

    private void cutFiner(
            String content, int start, int end, BoundaryRank rank, List<Level> levels, List<TextUnit> units) {
        Level level = levels.getFirst();
        List<Level> finer = levels.subList(1, levels.size());
        String text = content.substring(start, end);
        BoundaryRank next = rank;
        int from = 0;
        for (String part : level.splitter().apply(text)) {
            int at = part.isBlank() ? -1 : text.indexOf(part, from);
            if (at >= 0) {
                // What a splitter dropped between two parts belongs to the later one: nothing is lost.
                cut(content, start + from, start + at + part.length(), next, finer, units);
                from = at + part.length();
                next = level.rank();
            }
        }
        cut(content, start + from, end, next, finer, units);
    }

    private static void cutCharacters(String content, int start, int end, BoundaryRank rank, List<TextUnit> units) {
        BoundaryRank next = rank;
        int from = start;
        while (from < end) {
            int left = content.codePointCount(from, end);
            int to = content.offsetByCodePoints(from, Math.min(left, CODE_POINTS_PER_PIECE));
            units.add(TextUnit.of(content, from, to, TokenEstimator.estimate(content, from, to), next));
            next = BoundaryRank.CHARACTER;
            from = to;
        }
    }
}
