package io.millrace.ingest;

import io.millrace.ingest.migration.MigrateCommand;
import io.millrace.ingest.publish.PublishCommand;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** The command line. Without a verb, and with {@code run}, the worker runs; the other verbs start no Spring. */
@Command(
        name = "./millrace",
        description = "Chunks, embeds and commits documents, and relays every committed change.",
        mixinStandardHelpOptions = true,
        version = "Millrace ingest-worker 0.1.0",
        subcommands = {IngestWorkerMain.RunCommand.class, MigrateCommand.class, PublishCommand.class},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:failed, and a sentence says why",
            "2:wrong use, and a sentence says how it is right"
        })
public final class IngestWorkerMain implements Callable<Integer> {

    private static final String LOGGING = "logback.configurationFile";

    public static void main(String[] args) {
        boolean worker = args.length == 0 || args[0].equals("run");
        if (!worker && System.getProperty(LOGGING) == null) {
            // Standard output is the result's: before any logger exists, send what libraries log elsewhere.
            System.setProperty(LOGGING, "logback-command-line.xml");
        }
        int exitCode = commandLine().execute(args);
        if (exitCode != RunCommand.STILL_RUNNING) {
            System.exit(exitCode);
        }
    }

    /** With every error one sentence on standard error. */
    static CommandLine commandLine() {
        return new CommandLine(new IngestWorkerMain())
                .setParameterExceptionHandler(IngestWorkerMain::wrongUse)
                .setExecutionExceptionHandler(IngestWorkerMain::failure);
    }

    @Override
    public Integer call() {
        return new RunCommand().call();
    }

    private static int wrongUse(ParameterException e, String[] args) {
        String message = String.valueOf(e.getMessage()).strip();
        CommandLine command = e.getCommandLine();
        command.getErr()
                .println(message + (message.endsWith(".") ? "" : ".") + " See '"
                        + command.getCommandSpec().qualifiedName() + " --help'.");
        return CommandLine.ExitCode.USAGE;
    }

    private static int failure(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        command.getErr().println(message.lines().findFirst().orElse(message));
        return CommandLine.ExitCode.SOFTWARE;
    }

    /** The worker itself. */
    @Command(
            name = "run",
            description = "Runs the worker until it is told to stop. The default.",
            mixinStandardHelpOptions = true)
    static final class RunCommand implements Callable<Integer> {

        /** The process ends when the application does, not when this command returns. */
        static final int STILL_RUNNING = -1;

        @Override
        public Integer call() {
            return WorkerLauncher.launch() ? STILL_RUNNING : CommandLine.ExitCode.SOFTWARE;
        }
    }
}
