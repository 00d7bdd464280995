package io.millrace.local.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One process of one boot of this machine: a pid alone is recycled, a pid with its birth is not.
 *
 * @param pid the process id
 * @param birth on Linux the boot id and the start time in clock ticks (proc(5), stat field 22), which no clock step can
 *     shift; elsewhere the start instant that the operating system reports
 */
public record ProcessIdentity(long pid, String birth) {
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
    private static final int STATE = 0;
    private static final int START_TICKS = 19;

    /** Empty when the process has already ended. */
    public static Optional<ProcessIdentity> of(ProcessHandle handle) {
        return birthOf(handle).map(birth -> new ProcessIdentity(handle.pid(), birth));
    }

    /** The process itself while it runs; empty when it ended, is a zombie, or its pid now belongs to another. */
    public Optional<ProcessHandle> find() {
        return ProcessHandle.of(pid)
                .filter(handle -> birthOf(handle).filter(birth::equals).isPresent());
    }

    public boolean isAlive() {
        return find().isPresent();
    }

    private static Optional<String> birthOf(ProcessHandle handle) {
        if (!handle.isAlive()) {
            return Optional.empty();
        }
        if (!Files.isReadable(BOOT_ID)) {
            return handle.info().startInstant().map(Object::toString);
        }
        try {
            List<String> fields = statFields(handle.pid());
            if (isZombie(fields.get(STATE)) && threads(handle.pid()) <= 1) {
                return Optional.empty();
            }
            return Optional.of(Files.readString(BOOT_ID).strip() + "/" + fields.get(START_TICKS));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** A killed child of a process that never waits for it stays a zombie for ever: it does not run. */
    private static boolean isZombie(String state) {
        return state.equals("Z") || state.equals("X");
    }

    /** A process whose first thread is a zombie still holds its files and ports while it has another thread. */
    private static long threads(long pid) throws IOException {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/" + pid + "/task"))) {
            return tasks.count();
        }
    }

    /** The fields of {@code /proc/<pid>/stat} after the command, whose name may hold spaces and brackets. */
    private static List<String> statFields(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        return List.of(stat.substring(stat.lastIndexOf(')') + 2).strip().split(" ", -1));
    }
}
