package io.millrace.benchmarks;

import io.millrace.benchmarks.machine.CpuUse;
import io.millrace.benchmarks.report.RawLimit;
import io.millrace.benchmarks.report.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One side of a comparison of rates: the same work, round by round. */
public final class Side {

    private final String name;
    private final Work work;
    private final List<Double> rates = new ArrayList<>();
    private final List<CpuUse> cpu = new ArrayList<>();
    private long items;

    /** The work of one round, which starts and stops the watch around what counts. */
    @FunctionalInterface
    public interface Work {
        void run(int round, Stopwatch watch) throws Exception;
    }

    public Side(String name, Work work) {
        this.name = name;
        this.work = work;
    }

    public String name() {
        return name;
    }

    /**
     * Does the work once.
     *
     * @param round those up to 0 warm up and are forgotten
     * @return items per second
     */
    public double measure(int round, int items, Stopwatch watch) throws Exception {
        work.run(round, watch);
        double rate = items / watch.seconds();
        if (round > 0) {
            rates.add(rate);
            cpu.add(watch.cpu());
            this.items += items;
        }
        return rate;
    }

    /** Of the measured rounds. */
    public Sample sample() {
        return new Sample(rates);
    }

    public RawLimit asRawLimit() {
        return new RawLimit(name, sample());
    }

    /** What bounded it, and what an item cost, over all measured rounds. */
    public String bound() {
        double microseconds = cpu.stream().mapToDouble(CpuUse::ownSeconds).sum() * 1e6 / items;
        return CpuUse.bound(name, CpuUse.mean(cpu))
                + String.format(Locale.ROOT, " Processor time: %.0f us each.", microseconds);
    }
}
