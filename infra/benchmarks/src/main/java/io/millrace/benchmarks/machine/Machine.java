package io.millrace.benchmarks.machine;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a figure depends on.
 *
 * @param processor the model's name, or the architecture where the system does not tell
 * @param cores that this JVM may use
 * @param versions of the servers and clients, by name
 */
public record Machine(
        String processor,
        int cores,
        long memoryBytes,
        String operatingSystem,
        String jvm,
        Map<String, String> versions) {

    private static final long GIBIBYTE = 1L << 30;
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    public Machine {
        versions = Map.copyOf(versions);
    }

    public static Machine thisOne(Map<String, String> versions) {
        return new Machine(
                processorName(),
                Runtime.getRuntime().availableProcessors(),
                system().getTotalMemorySize(),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("java.vm.name") + " " + Runtime.version(),
                versions);
    }

    /** Of the last minute; negative when the system does not tell. */
    public static double loadAverage() {
        return system().getSystemLoadAverage();
    }

    public String describe() {
        String parts = new TreeMap<>(versions)
                .entrySet().stream()
                        .map(version -> version.getKey() + " " + version.getValue())
                        .collect(Collectors.joining(", "));
        return processor + ", " + cores + " cores, " + Math.round((double) memoryBytes / GIBIBYTE) + " GiB memory, "
                + operatingSystem + ", " + jvm + (parts.isEmpty() ? "" : "; " + parts);
    }

    private static OperatingSystemMXBean system() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    }

    private static String processorName() {
        try (Stream<String> lines = Files.lines(CPU_INFO)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException e) {
            // No such file but on Linux
            return System.getProperty("os.arch");
        }
    }
}
