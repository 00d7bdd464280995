package io.millrace.local.demo;

import io.millrace.local.process.LocalProcessException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The verb {@code demo}. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Show everything once on a system of its own: start it, publish the sample corpus, search it, destroy the index in"
                    + " Qdrant and rebuild it from the topic, edit, delete, and clean up.",
            "A system that is already running is not touched. Results go to stdout, progress to stderr."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done, and everything held",
            "1:something did not hold or could not be done; one sentence on stderr says what, and where the logs are",
            "2:wrong usage",
            "130:interrupted; everything is ended and removed"
        })
public final class DemoCommand implements Callable<Integer> {
    private static final int DONE = 0;
    private static final int FAILED = 1;

    @Option(
            names = "--home",
            paramLabel = "DIR",
            defaultValue = ".",
            description = "The folder of the sources, with built jars (default: the current folder).")
    private Path home = Path.of(".");

    @Option(names = "--keep", description = "Leave the system running at the end, and say how to reach it.")
    private boolean keep;

    @Option(names = "--json", description = "Print a report as JSON on stdout, and everything else on stderr.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls anything
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Console console = new Console(json ? err : out, err, TerminalWidth.columns());
        try {
            Corpus corpus = Corpus.of(home);
            DemoSystem system = DemoSystem.create(home);
            OperatorVerbs verbs = new OperatorVerbs(system);
            try (Interruption interruption = new Interruption(system, verbs, console)) {
                return run(new Demo(system, verbs, corpus, console), system, console, interruption);
            }
        } catch (DemoFailedException | LocalProcessException e) {
            console.sentence(String.valueOf(e.getMessage()));
            return FAILED;
        }
    }

    private int run(Demo demo, DemoSystem system, Console console, Interruption interruption) {
        try {
            DemoReport report = demo.run(keep);
            end(system, console, report);
            if (json) {
                spec.commandLine().getOut().println(report.json());
                spec.commandLine().getOut().flush();
            }
            return DONE;
        } catch (RuntimeException e) {
            if (!interruption.awaitIfInterrupted()) {
                console.sentence("");
                system.endKeepingLogs(sentence(e)).forEach(console::sentence);
            }
            return FAILED;
        }
    }

    private void end(DemoSystem system, Console console, DemoReport report) {
        String what = String.format(
                Locale.ROOT,
                "%d documents published, %d hits the same after a rebuild that embedded nothing; %.0f s.",
                report.published().documents(),
                report.rebuilt().comparison().hits(),
                report.totalSeconds());
        console.heading("Done", what);
        if (keep) {
            system.keep();
            new NextSteps(console).ofKept(system.state());
        } else {
            console.progress("ending", "everything that was started");
            system.end();
            new NextSteps(console).ofEnded();
        }
    }

    private static String sentence(RuntimeException failure) {
        return switch (failure) {
            case DemoFailedException known -> "The demo failed. " + known.getMessage();
            case LocalProcessException known -> "The demo failed. " + known.getMessage();
            default -> "The demo failed unexpectedly: " + failure + ".";
        };
    }
}
