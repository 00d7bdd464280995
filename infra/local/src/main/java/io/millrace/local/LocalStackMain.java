package io.millrace.local;

import io.millrace.local.demo.DemoCommand;
import io.millrace.local.process.LocalProcessException;
import java.io.UncheckedIOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The entry point of the local system's verbs. */
@Command(
        name = "./millrace",
        description = "Millrace's local system: real servers and the applications on this machine, without containers.",
        subcommands = {
            UpCommand.class,
            DownCommand.class,
            StatusCommand.class,
            EnvCommand.class,
            DemoCommand.class,
            QdrantCommand.class
        })
public final class LocalStackMain extends Verb implements Runnable {
    /** Only sentences for the user on stderr, unless somebody configures more. */
    private static final String LOGBACK = "logback.configurationFile";

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls anything
    private CommandSpec spec;

    private LocalStackMain() {}

    public static void main(String[] arguments) {
        if (System.getProperty(LOGBACK) == null) {
            System.setProperty(LOGBACK, "io/millrace/local/launcher-logback.xml");
        }
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        IParameterExceptionHandler usage = (failure, arguments) -> {
            CommandLine command = failure.getCommandLine();
            command.getErr()
                    .println(String.valueOf(failure.getMessage()).replaceFirst("\\.?$", ". Try '")
                            + command.getCommandSpec().qualifiedName() + " --help'.");
            return ExitCode.USAGE;
        };
        IExecutionExceptionHandler failed = (failure, command, parsed) -> {
            command.getErr().println(sentence(failure));
            return ExitCode.FAILED;
        };
        return new CommandLine(new LocalStackMain())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(usage)
                .setExecutionExceptionHandler(failed);
    }

    private static String sentence(Exception failure) {
        return switch (failure) {
            case LocalProcessException known -> String.valueOf(known.getMessage());
            case UncheckedIOException io -> io.getMessage() + ".";
            default -> "It failed unexpectedly: " + failure + ".";
        };
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing verb.");
    }
}
