package io.millrace.benchmarks;

/** The entry point of {@code ./millrace bench}. */
public final class BenchMain {

    private static final String LOGBACK = "logback.configurationFile";

    private BenchMain() {}

    public static void main(String[] arguments) {
        if (System.getProperty(LOGBACK) == null) {
            System.setProperty(LOGBACK, "io/millrace/benchmarks/bench-logback.xml");
        }
        System.exit(BenchCommand.commandLine().execute(arguments));
    }
}
