package io.millrace.local;

import io.millrace.local.system.ComponentStatus;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Starts the local system. */
@Command(
        name = "up",
        description =
                "Start PostgreSQL, Kafka, Qdrant and the applications, and wait until all are ready. What runs already is"
                        + " left alone. Everything listens on 127.0.0.1 only and runs on when this command ends.")
final class UpCommand extends Verb implements Callable<Integer> {
    /** What {@code --only} takes. */
    enum Part {
        infra
    }

    @Mixin
    private final SystemOptions options = new SystemOptions();

    @Option(names = "--only", paramLabel = "PART", description = "infra: only PostgreSQL, Kafka and Qdrant.")
    private @Nullable Part only;

    @Option(names = "--json", description = "Show the result as JSON.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls anything
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter progress = spec.commandLine().getErr();
        List<ComponentStatus> all = options.system().up(only == Part.infra, line -> {
            progress.println(line);
            progress.flush();
        });
        StatusView.print(all, json, spec.commandLine().getOut());
        return ExitCode.DONE;
    }
}
