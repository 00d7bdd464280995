package io.millrace.local;

import io.millrace.local.system.ComponentStatus;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows the local system. */
@Command(name = "status", description = "Show what runs. Exit code 3 when something does not.")
final class StatusCommand extends Verb implements Callable<Integer> {
    @Mixin
    private final SystemOptions options = new SystemOptions();

    @Option(names = "--json", description = "Show the result as JSON.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls anything
    private CommandSpec spec;

    @Override
    public Integer call() {
        List<ComponentStatus> all = options.system().status();
        StatusView.print(all, json, spec.commandLine().getOut());
        return all.stream().allMatch(ComponentStatus::isUp) ? ExitCode.DONE : ExitCode.DOWN;
    }
}
