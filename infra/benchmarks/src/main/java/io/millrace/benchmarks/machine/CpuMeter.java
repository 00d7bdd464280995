package io.millrace.benchmarks.machine;

import io.millrace.benchmarks.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/**
 * Processor time of named processes with their children, and of the whole machine. Source: proc(5), {@code /proc/stat} and
 * {@code /proc/PID/stat}. Elsewhere than on Linux every figure is zero.
 */
public final class CpuMeter {

    /** USER_HZ, which Linux fixes at 100 for what it shows to programs. */
    private static final double TICKS_PER_SECOND = 100;

    private static final Path PROC = Path.of("/proc");
    private static final int STATE_FIELD = 3;
    private static final int USER_TIME_FIELD = 14;
    private static final int SYSTEM_TIME_FIELD = 15;
    private static final int CHILDREN_USER_TIME_FIELD = 16;
    private static final int CHILDREN_SYSTEM_TIME_FIELD = 17;
    /** Of the line "cpu": user nice system idle iowait irq softirq steal. */
    private static final int IDLE = 3;

    private static final int IO_WAIT = 4;
    private static final int KINDS = 8;

    private static final Duration QUIET_FOR = Duration.ofMillis(100);
    /** A tenth of a core: servers at rest take some, too. */
    private static final double QUIET_CORES = 0.1;

    private static final Duration QUIET_BOUND = Duration.ofSeconds(3);

    private final Map<String, Supplier<OptionalLong>> processes;

    /** @param processes answers a process's id while it runs, by name */
    public CpuMeter(Map<String, Supplier<OptionalLong>> processes) {
        this.processes = new LinkedHashMap<>(processes);
    }

    /** Ticks so far. */
    private record Reading(long nanos, long busy, Map<String, Long> ticks) {}

    /** A measurement that has begun. */
    public final class Running {
        private final Reading begin;

        private Running(Reading begin) {
            this.begin = begin;
        }

        public CpuUse stop() {
            Reading end = read();
            double seconds = Math.max(1, end.nanos() - begin.nanos()) / 1e9;
            Map<String, Double> cores = new LinkedHashMap<>();
            end.ticks().forEach((name, ticks) -> {
                long used = ticks - begin.ticks().getOrDefault(name, 0L);
                cores.put(name, Math.max(0, used) / TICKS_PER_SECOND / seconds);
            });
            return new CpuUse(seconds, cores, (end.busy() - begin.busy()) / TICKS_PER_SECOND / seconds);
        }
    }

    public Running start() {
        return new Running(read());
    }

    /**
     * Returns once the whole machine is nearly idle, or after three seconds, for other programs may never rest. What is made up
     * before a measurement leaves compilations, collections and flushes behind, in this process and in the servers.
     */
    public void awaitQuiet() {
        AtomicLong before = new AtomicLong(machineTicks());
        double most = QUIET_CORES * TICKS_PER_SECOND * QUIET_FOR.toMillis() / 1_000;
        Waiting.pause(QUIET_FOR);
        Waiting.until(
                () -> {
                    long now = machineTicks();
                    return now - before.getAndSet(now) <= most;
                },
                QUIET_FOR,
                QUIET_BOUND);
    }

    private Reading read() {
        Map<String, Long> ticks = new LinkedHashMap<>();
        processes.forEach((name, pid) -> pid.get().ifPresent(id -> ticks.put(name, treeTicks(id))));
        return new Reading(System.nanoTime(), machineTicks(), ticks);
    }

    /** Children that have ended are in their parent's account. */
    private static long treeTicks(long pid) {
        boolean own = pid == ProcessHandle.current().pid();
        LongStream tree = own
                ? LongStream.of(pid)
                : LongStream.concat(
                        LongStream.of(pid),
                        ProcessHandle.of(pid).stream()
                                .flatMap(ProcessHandle::descendants)
                                .mapToLong(ProcessHandle::pid));
        return tree.map(id -> processTicks(id, !own)).sum();
    }

    private static long processTicks(long pid, boolean withEndedChildren) {
        String stat;
        try {
            stat = Files.readString(PROC.resolve(Long.toString(pid)).resolve("stat"));
        } catch (IOException e) {
            // It has just ended, or this is not Linux
            return 0;
        }
        // The second field is the program's name in brackets, and may hold anything
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        long ticks = field(fields, USER_TIME_FIELD) + field(fields, SYSTEM_TIME_FIELD);
        return withEndedChildren
                ? ticks + field(fields, CHILDREN_USER_TIME_FIELD) + field(fields, CHILDREN_SYSTEM_TIME_FIELD)
                : ticks;
    }

    private static long field(String[] afterName, int number) {
        return Long.parseLong(afterName[number - STATE_FIELD]);
    }

    private static long machineTicks() {
        try {
            String[] kinds = Files.readAllLines(PROC.resolve("stat"))
                    .getFirst()
                    .substring("cpu".length())
                    .strip()
                    .split(" +", -1);
            long busy = 0;
            for (int kind = 0; kind < KINDS; kind++) {
                if (kind != IDLE && kind != IO_WAIT) {
                    busy += Long.parseLong(kinds[kind]);
                }
            }
            return busy;
        } catch (IOException e) {
            return 0;
        }
    }
}
