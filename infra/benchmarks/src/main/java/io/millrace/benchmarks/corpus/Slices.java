package io.millrace.benchmarks.corpus;

import io.millrace.benchmarks.Stopwatch;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.LongStream;

/**
 * Numbers from zero in pieces that fit into memory. Raw limits prepare a piece outside the measured time and do its work
 * within, so that making up data never counts as work, whatever the size of a run.
 */
public final class Slices {

    private static final int SIZE = 20_000;

    private Slices() {}

    /** Work on one slice. */
    @FunctionalInterface
    public interface Work<T> {
        void accept(List<T> slice) throws Exception;
    }

    /** Makes {@code count} items and hands them on, slice by slice; the watch runs during the work only. */
    public static <T> void timed(int count, LongFunction<T> item, Stopwatch watch, Work<T> work) throws Exception {
        for (long from = 0; from < count; from += SIZE) {
            List<T> slice = LongStream.range(from, Math.min(count, from + SIZE))
                    .parallel()
                    .mapToObj(item)
                    .toList();
            if (from == 0) {
                // Not between slices: a server would do there what it has put off, and the watch would not see it
                watch.settle();
            }
            watch.start();
            work.accept(slice);
            watch.stop();
        }
    }
}
