package io.millrace.benchmarks;

import io.millrace.benchmarks.stack.PrivateStack;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Takes all sides of a comparison one after the other, so that noise of the machine hits each of them. */
public final class Interleaving {

    private Interleaving() {}

    /** One round; every other one backwards, so that no side always finds the warmer caches. */
    public static void round(
            String benchmark, int round, int items, List<Side> sides, PrivateStack stack, Progress progress)
            throws Exception {
        double[] rates = new double[sides.size()];
        for (int step = 0; step < rates.length; step++) {
            int side = Math.floorMod(round, 2) == 0 ? step : rates.length - 1 - step;
            rates[side] = sides.get(side).measure(round, items, new Stopwatch(stack.cpuMeter()));
        }
        progress.say(benchmark
                + (round <= 0 ? ", warm-up: " : ", round " + round + ": ")
                + IntStream.range(0, rates.length)
                        .mapToObj(i -> String.format(
                                Locale.ROOT, "%s %,.0f/s", sides.get(i).name(), rates[i]))
                        .collect(Collectors.joining(", ")));
    }
}
