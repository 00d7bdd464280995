package io.millrace.sync;

import io.millrace.sync.operation.DltCommand;
import io.millrace.sync.operation.RebuildCommand;
import io.millrace.sync.operation.RollbackCommand;
import io.millrace.sync.operation.VerifyCommand;
import java.io.PrintWriter;
import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** The program: without a verb, or with {@code run}, the worker; else an operator's verb. */
@Command(
        name = "./millrace",
        mixinStandardHelpOptions = true,
        version = "millrace sync-worker",
        description = "Applies change events to Qdrant. Without a verb it is the worker itself.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:it could not be done; one sentence on stderr says why",
            "2:wrong usage",
            "3:no such collection or dead letter",
            "4:verify: Postgres and Qdrant differ",
            "5:verify: the pipeline did not pass all documents in time"
        },
        subcommands = {RebuildCommand.class, RollbackCommand.class, VerifyCommand.class, DltCommand.class})
public final class SyncWorkerMain {

    private SyncWorkerMain() {}

    public static void main(String[] args) {
        boolean help = args.length > 1 && (args[1].equals("--help") || args[1].equals("-h"));
        if (args.length == 0 || (args[0].equals("run") && !help)) {
            SyncWorkerApplication.run(Arrays.stream(args).skip(1).toArray(String[]::new));
            return;
        }
        System.exit(commandLine().execute(args));
    }

    /** The verbs; each execution answers an exit code. */
    static CommandLine commandLine() {
        CommandLine command = new CommandLine(new SyncWorkerMain());
        command.addSubcommand("run", new Run());
        command.setParameterExceptionHandler(SyncWorkerMain::wrongUse);
        command.setExecutionExceptionHandler((failure, failed, parsed) -> {
            failed.getErr().println("It failed in a way that nobody foresaw: " + failure);
            return 1;
        });
        return command;
    }

    private static int wrongUse(ParameterException e, String[] args) {
        PrintWriter err = e.getCommandLine().getErr();
        String sentence = String.valueOf(e.getMessage());
        err.println((sentence.endsWith(".") ? sentence : sentence + ".") + " Try '"
                + e.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
        err.flush();
        return e.getCommandLine().getCommandSpec().exitCodeOnInvalidInput();
    }

    /** Only for --help: {@code main} runs the worker before this is asked. */
    @Command(
            name = "run",
            mixinStandardHelpOptions = true,
            description = "Run the worker until it is stopped (what no verb does).")
    static final class Run {}
}
