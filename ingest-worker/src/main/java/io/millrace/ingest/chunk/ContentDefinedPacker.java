package io.millrace.ingest.chunk;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Packs units of text into chunks of a limited size, at boundaries that the content chooses.
 *
 * <p>What is too long is cut at its best boundary (by rank, then by the hash of the unit after it), and so are the parts,
 * until all fit: the boundaries make a treap. A unit that changes can only change the parts that hold it; every part beside
 * the path to it is cut as before. Units of equal text are cut near the middle, so that repetition costs no depth.
 */
final class ContentDefinedPacker {

    /**
     * A run of units that make one chunk.
     *
     * @param from index of the first
     * @param to after the last
     */
    record Run(int from, int to) {}

    private final int limit;

    /** No cut leaves less than this on one side while there is another. */
    private final int margin;

    ContentDefinedPacker(int limit) {
        this.limit = limit;
        this.margin = limit / 3;
    }

    /** Consecutive runs that cover all units, each within the limit unless it is a single unit. */
    List<Run> pack(List<TextUnit> units) {
        long[] before = new long[units.size() + 1];
        for (int i = 0; i < units.size(); i++) {
            before[i + 1] = before[i] + units.get(i).tokens();
        }
        List<Run> packed = new ArrayList<>();
        Deque<Run> todo = new ArrayDeque<>();
        if (!units.isEmpty()) {
            todo.push(new Run(0, units.size()));
        }
        while (!todo.isEmpty()) {
            Run run = todo.pop();
            if (run.to - run.from == 1 || before[run.to] - before[run.from] <= limit) {
                packed.add(run);
            } else {
                int cut = bestBoundary(units, before, run);
                todo.push(new Run(cut, run.to));
                todo.push(new Run(run.from, cut));
            }
        }
        return packed;
    }

    private int bestBoundary(List<TextUnit> units, long[] before, Run run) {
        int best = run.from + 1;
        for (int i = run.from + 2; i < run.to; i++) {
            if (isBetter(units, before, run, i, best)) {
                best = i;
            }
        }
        return best;
    }

    private boolean isBetter(List<TextUnit> units, long[] before, Run run, int candidate, int best) {
        boolean roomy = leavesRoom(before, run, candidate);
        if (roomy != leavesRoom(before, run, best)) {
            return roomy;
        }
        TextUnit a = units.get(candidate);
        TextUnit b = units.get(best);
        if (a.rank() != b.rank()) {
            return a.rank().compareTo(b.rank()) > 0;
        }
        if (a.hash() != b.hash()) {
            return a.hash() > b.hash();
        }
        return imbalance(before, run, candidate) < imbalance(before, run, best);
    }

    private boolean leavesRoom(long[] before, Run run, int cut) {
        return before[cut] - before[run.from] >= margin && before[run.to] - before[cut] >= margin;
    }

    private static long imbalance(long[] before, Run run, int cut) {
        return Math.abs((before[cut] - before[run.from]) - (before[run.to] - before[cut]));
    }
}
