package io.millrace.benchmarks.machine;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Cores kept busy over a while.
 *
 * @param cores by process; a process that used none may be absent
 * @param machine by everything on the machine
 */
public record CpuUse(double seconds, Map<String, Double> cores, double machine) {

    private static final double WORTH_SAYING = 0.05;
    private static final double NEARLY_ALL = 0.85;

    public CpuUse {
        cores = Map.copyOf(cores);
    }

    /** The mean over several, weighted by their time. */
    public static CpuUse mean(List<CpuUse> uses) {
        double seconds = uses.stream().mapToDouble(CpuUse::seconds).sum();
        Map<String, Double> cores = new LinkedHashMap<>();
        uses.forEach(use ->
                use.cores().forEach((name, used) -> cores.merge(name, used * use.seconds() / seconds, Double::sum)));
        double machine = uses.stream()
                .mapToDouble(use -> use.machine() * use.seconds() / seconds)
                .sum();
        return new CpuUse(seconds, cores, machine);
    }

    /** Processor time of the run's own processes, in seconds. */
    public double ownSeconds() {
        return seconds
                * cores.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    /** What programs that are no part of this run used. */
    public double others() {
        return Math.max(
                0,
                machine
                        - cores.values().stream()
                                .mapToDouble(Double::doubleValue)
                                .sum());
    }

    /** Whether there was hardly an idle core. */
    public boolean isSaturated(int coresOfMachine) {
        return machine >= NEARLY_ALL * coresOfMachine;
    }

    /** A sentence for a report on what bounded the work that used so much. */
    public static String bound(String work, CpuUse use) {
        int all = Runtime.getRuntime().availableProcessors();
        return work
                + (use.isSaturated(all) ? " is bound by the processor: " : " is not bound by the processor but waits: ")
                + use.describe(all) + ".";
    }

    /** Such as {@code 1.9 of 2 cores busy (sync-worker 1.1, qdrant 0.6, other programs 0.2)}. */
    public String describe(int coresOfMachine) {
        String parts = cores.entrySet().stream()
                .filter(use -> use.getValue() >= WORTH_SAYING)
                .sorted(Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder()))
                .map(use -> use.getKey() + " " + one(use.getValue()))
                .collect(Collectors.joining(", "));
        String others = others() >= WORTH_SAYING ? "other programs " + one(others()) : "";
        String separator = parts.isEmpty() || others.isEmpty() ? "" : ", ";
        return one(machine) + " of " + coresOfMachine + " cores busy (" + parts + separator + others + ")";
    }

    private static String one(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
