package io.millrace.local;

import io.millrace.local.system.LocalSystem;
import io.millrace.local.system.PurgeItem;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Ends the local system. */
@Command(
        name = "down",
        description = "End the applications, then the servers. All data stays, unless --purge --execute is given.")
final class DownCommand extends Verb implements Callable<Integer> {
    private static final double MEGABYTE = 1024 * 1024.0;

    @Mixin
    private final SystemOptions options = new SystemOptions();

    @Option(
            names = "--purge",
            description = "Show what deleting all data, credentials and logs would delete; ends nothing.")
    private boolean purge;

    @Option(names = "--execute", description = "With --purge: end everything, then really delete.")
    private boolean execute;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls anything
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (execute && !purge) {
            throw new ParameterException(spec.commandLine(), "--execute makes sense only with --purge.");
        }
        LocalSystem system = options.system();
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Consumer<String> progress = line -> {
            err.println(line);
            err.flush();
        };
        if (!purge) {
            system.down(progress);
            return ExitCode.DONE;
        }
        List<PurgeItem> items = system.purgeable();
        if (execute) {
            system.down(progress);
            system.purge();
        }
        items.forEach(item -> out.printf(
                Locale.ROOT,
                "%s %s (%.1f MB)%n",
                execute ? "deleted" : "would delete",
                item.path(),
                item.bytes() / MEGABYTE));
        if (items.isEmpty()) {
            err.println("There is nothing to delete in " + options.state() + ".");
        } else if (!execute) {
            err.println("Nothing was deleted: add --execute to do it.");
        }
        return ExitCode.DONE;
    }
}
