package io.millrace.local.process;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A command line that runs Java code in a child JVM of the same JDK. Immutable.
 *
 * <p>Secrets belong in {@code environment}: a command line can be read by every user of the machine.
 *
 * @param code what to run, as the launcher's last options: {@code -jar x.jar} or a main class
 * @param jvmOptions options before {@code code}
 * @param arguments the program's own arguments
 * @param environment variables added to this JVM's own; an empty value removes a variable
 */
public record JavaCommand(
        List<String> code, List<String> jvmOptions, List<String> arguments, Map<String, String> environment) {

    /**
     * Of every JVM that stays: small while it idles, its pauses on all cores, and gone rather than crippled when its heap is
     * full.
     */
    private static final List<String> SERVER_OPTIONS = List.of(
            "-Xms64m",
            "-XX:+UseParallelGC",
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    public JavaCommand {
        code = List.copyOf(code);
        jvmOptions = List.copyOf(jvmOptions);
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
    }

    /** An executable jar. */
    public static JavaCommand jar(Path jar) {
        return new JavaCommand(List.of("-jar", jar.toAbsolutePath().toString()), List.of(), List.of(), Map.of());
    }

    /** A main class on this JVM's own class path. */
    public static JavaCommand mainClass(String mainClass) {
        String classPath = absolute(System.getProperty("java.class.path"));
        // A variable, for a class path may be longer than a command line should be
        return new JavaCommand(List.of(mainClass), List.of(), List.of(), Map.of("CLASSPATH", classPath));
    }

    public JavaCommand withJvmOptions(String... options) {
        return withJvmOptions(List.of(options));
    }

    public JavaCommand withJvmOptions(List<String> options) {
        return new JavaCommand(code, concat(jvmOptions, options), arguments, environment);
    }

    /** With what every server's and application's JVM has, but for the size of its heap. */
    public JavaCommand withServerOptions() {
        return withJvmOptions(SERVER_OPTIONS);
    }

    public JavaCommand withArguments(String... more) {
        return new JavaCommand(code, jvmOptions, concat(arguments, List.of(more)), environment);
    }

    public JavaCommand withEnvironment(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(environment);
        all.putAll(more);
        return new JavaCommand(code, jvmOptions, arguments, all);
    }

    /** The whole command line, beginning with this JVM's {@code java}. */
    public List<String> commandLine() {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(jvmOptions);
        line.addAll(code);
        line.addAll(arguments);
        return line;
    }

    /** This command, ready to be started; its streams are the caller's to direct. */
    public ProcessBuilder processBuilder() {
        return processBuilder(commandLine(), environment);
    }

    /** @param environment added to this JVM's own; an empty value removes a variable */
    static ProcessBuilder processBuilder(List<String> commandLine, Map<String, String> environment) {
        ProcessBuilder builder = new ProcessBuilder(commandLine);
        environment.forEach((name, value) -> {
            if (value.isEmpty()) {
                builder.environment().remove(name);
            } else {
                builder.environment().put(name, value);
            }
        });
        return builder;
    }

    public ChildProcess start(Path logFile, Lifetime lifetime) {
        return ChildProcess.start(commandLine(), environment, logFile, lifetime);
    }

    /** Without the environment, which may hold secrets. */
    @Override
    public String toString() {
        return String.join(" ", commandLine());
    }

    private static String absolute(String classPath) {
        return Arrays.stream(classPath.split(File.pathSeparator, -1))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static List<String> concat(List<String> first, List<String> more) {
        return Stream.concat(first.stream(), more.stream()).toList();
    }
}
