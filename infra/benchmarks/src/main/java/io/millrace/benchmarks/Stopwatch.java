package io.millrace.benchmarks;

import io.millrace.benchmarks.machine.CpuMeter;
import io.millrace.benchmarks.machine.CpuUse;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Time, and where the cores were meanwhile. May be started and stopped several times; the times add up. Reading the meter is
 * outside of the time. Not thread-safe.
 */
public final class Stopwatch {

    private final CpuMeter meter;
    private final List<CpuUse> cpu = new ArrayList<>();
    private CpuMeter.@Nullable Running running;
    private long begin;
    private long nanos;

    public Stopwatch(CpuMeter meter) {
        this.meter = meter;
    }

    /** Lets what went before come to rest, so that it is not measured. */
    public void settle() {
        meter.awaitQuiet();
    }

    public void start() {
        running = meter.start();
        begin = System.nanoTime();
    }

    /** Harmless when it does not run. */
    public void stop() {
        CpuMeter.Running current = running;
        if (current != null) {
            nanos += System.nanoTime() - begin;
            cpu.add(current.stop());
            running = null;
        }
    }

    public double seconds() {
        return nanos / 1e9;
    }

    /** Of the time between starts and stops. */
    public CpuUse cpu() {
        return CpuUse.mean(cpu);
    }
}
