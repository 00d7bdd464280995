package io.millrace.benchmarks;

import io.millrace.benchmarks.latency.LatencyBenchmark;
import io.millrace.benchmarks.lookup.LookupBenchmark;
import io.millrace.benchmarks.lookup.PoolBenchmark;
import io.millrace.benchmarks.machine.Machine;
import io.millrace.benchmarks.relay.RelayBenchmark;
import io.millrace.benchmarks.report.BenchmarkResult;
import io.millrace.benchmarks.report.JsonReport;
import io.millrace.benchmarks.report.Report;
import io.millrace.benchmarks.report.TableReport;
import io.millrace.benchmarks.search.SearchBenchmark;
import io.millrace.benchmarks.stack.PrivateStack;
import io.millrace.benchmarks.sync.SyncBenchmark;
import io.millrace.local.process.LocalProcessException;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench}: runs benchmarks on a stack of its own and reports. */
@Command(
        name = "./millrace bench",
        description =
                "Measures this machine: our figure beside the raw limit of the same run, and their ratio. Starts servers"
                        + " and applications of its own and removes them. The table or the JSON goes to stdout, progress to stderr.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:measured, whether or not a target was reached",
            "1:something could not be measured; one sentence says why",
            "2:wrong usage"
        })
final class BenchCommand implements Callable<Integer> {

    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int USAGE = 2;
    /** What the built-in hashing embedder makes. */
    private static final Set<Integer> DIMENSIONS = Set.of(384, 1024);

    /** What can be measured, in the order in which it is. */
    enum Name {
        relay,
        sync,
        latency,
        search,
        lookup,
        pool;

        Benchmark benchmark() {
            return switch (this) {
                case relay -> new RelayBenchmark();
                case sync -> new SyncBenchmark();
                case latency -> new LatencyBenchmark();
                case search -> new SearchBenchmark();
                case lookup -> new LookupBenchmark();
                case pool -> new PoolBenchmark();
            };
        }
    }

    @Option(
            names = "--points",
            paramLabel = "N",
            defaultValue = "10000",
            description = "Rows, events and points of each round: 10000 unless given; try 100000 and 1000000.")
    private int points;

    @Option(
            names = "--dimension",
            paramLabel = "D",
            defaultValue = "384",
            description = "Of the vectors: 384 unless given, or 1024.")
    private int dimension;

    @Option(
            names = "--rounds",
            paramLabel = "R",
            defaultValue = "3",
            description = "Measured rounds of each side, after those that warm up: 3 unless given.")
    private int rounds;

    @Option(
            names = "--only",
            paramLabel = "NAME",
            split = ",",
            description = "Of ${COMPLETION-CANDIDATES}, those that are wanted, separated by commas.")
    private Set<Name> only = EnumSet.allOf(Name.class);

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "42",
            description = "Of the made-up corpus: the same seed makes the same texts and vectors.")
    private long seed;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "20",
            description = "Documents a second while latency is measured: 20 unless given.")
    private int rate;

    @Option(
            names = "--latency-time",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "How long latency is measured, for each kind of document: 30 unless given.")
    private int latencySeconds;

    @Option(names = "--json", description = "Print JSON instead of the table.")
    private boolean json;

    @Option(names = "--out", paramLabel = "FILE", description = "Write the JSON to this file, too.")
    private @Nullable Path out;

    @Option(
            names = "--home",
            paramLabel = "DIR",
            description = "The folder of the sources, with built jars; found by itself when this runs from there.")
    private @Nullable Path home;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls anything
    private CommandSpec spec;

    static CommandLine commandLine() {
        return new CommandLine(new BenchCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((failure, arguments) -> {
                    failure.getCommandLine()
                            .getErr()
                            .println(String.valueOf(failure.getMessage())
                                    .replaceFirst("\\.?$", ". Try './millrace bench --help'."));
                    return USAGE;
                })
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    command.getErr().println(sentence(failure));
                    return FAILED;
                });
    }

    @Override
    public Integer call() throws IOException {
        BenchSettings settings = settings();
        PrintWriter err = spec.commandLine().getErr();
        Progress progress = new Progress(err);
        double loadBefore = Machine.loadAverage();
        List<BenchmarkResult> results = new ArrayList<>();
        Machine machine;
        progress.say("starting PostgreSQL, Kafka and Qdrant");
        try (PrivateStack stack = PrivateStack.start(homeFolder(), points)) {
            machine = Machine.thisOne(stack.versions());
            for (Name name : EnumSet.copyOf(only)) {
                results.add(measure(name, stack, settings, progress));
            }
        }
        Report report = new Report(
                Instant.now().truncatedTo(ChronoUnit.SECONDS),
                machine,
                loadBefore,
                Machine.loadAverage(),
                settings.asOptions(),
                results);
        write(report);
        return report.failed() ? FAILED : DONE;
    }

    private static BenchmarkResult measure(Name name, PrivateStack stack, BenchSettings settings, Progress progress) {
        progress.say(name + ": begins");
        try {
            return name.benchmark().run(stack, settings, progress);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return BenchmarkResult.failed(name.name(), "interrupted.");
        } catch (Exception e) {
            if (stack.isClosed()) {
                // Ctrl-C took the servers away: that is no failure of the benchmark
                throw new BenchmarkException("Interrupted.", e);
            }
            String sentence = sentence(e);
            progress.say(name + " failed: " + sentence);
            return BenchmarkResult.failed(name.name(), sentence);
        }
    }

    private void write(Report report) throws IOException {
        PrintWriter stdout = spec.commandLine().getOut();
        String text = JsonReport.text(report);
        if (out != null) {
            Files.writeString(out, text + System.lineSeparator());
        }
        if (json) {
            stdout.println(text);
        } else {
            TableReport.print(report, stdout);
        }
        stdout.flush();
    }

    private BenchSettings settings() {
        require(points >= 1000 && points <= 5_000_000, "--points must be 1000 to 5000000.");
        require(DIMENSIONS.contains(dimension), "--dimension must be 384 or 1024.");
        require(rounds >= 1 && rounds <= 50, "--rounds must be 1 to 50.");
        require(rate >= 1 && rate <= 200, "--rate must be 1 to 200.");
        require(latencySeconds >= 1 && latencySeconds <= 3600, "--latency-time must be 1 to 3600.");
        if (out != null) {
            Path parent = out.toAbsolutePath().getParent();
            require(parent != null && Files.isDirectory(parent), "--out names a file in a folder that does not exist.");
        }
        return new BenchSettings(points, dimension, rounds, seed, rate, Duration.ofSeconds(latencySeconds));
    }

    private void require(boolean holds, String sentence) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), sentence);
        }
    }

    /** As given, or from this program's own jar in {@code infra/benchmarks/target}, or the current folder. */
    private Path homeFolder() {
        if (home != null) {
            return home.toAbsolutePath().normalize();
        }
        return ownJar().map(jar -> jar.resolve("../../../..").normalize())
                .orElse(Path.of("").toAbsolutePath());
    }

    private static Optional<Path> ownJar() {
        try {
            return Optional.of(Path.of(BenchMain.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI()))
                    .filter(Files::isRegularFile);
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static String sentence(Exception failure) {
        return switch (failure) {
            case BenchmarkException known -> String.valueOf(known.getMessage());
            case LocalProcessException known -> String.valueOf(known.getMessage());
            default -> "It failed unexpectedly: " + failure + ".";
        };
    }
}
