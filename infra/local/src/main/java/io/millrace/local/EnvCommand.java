package io.millrace.local;

import io.millrace.local.system.LocalSystem;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the client side of the environment contract. */
@Command(
        name = "env",
        description =
                "Print export lines for a shell, quoted: eval \"$(millrace env)\" gives clients what they need. The output"
                        + " holds secrets.")
final class EnvCommand extends Verb implements Callable<Integer> {
    @Mixin
    private final SystemOptions options = new SystemOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls anything
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        options.system()
                .clientEnvironment()
                .forEach((name, value) -> out.println("export " + name + "=" + LocalSystem.shellWord(value)));
        out.flush();
        return ExitCode.DONE;
    }
}
