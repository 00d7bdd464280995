package io.millrace.query.client;

import java.util.Map;
import picocli.CommandLine;

/** Puts the verbs under a root command, and turns their failures into one sentence and an exit code. */
public final class Verbs {

    private Verbs() {}

    /** @param environment where the address and the key of the API are */
    public static CommandLine addTo(CommandLine root, Map<String, String> environment) {
        root.addSubcommand("search", new CommandLine(new SearchVerb(environment)))
                .addSubcommand("collections", CollectionVerbs.command(environment))
                .addSubcommand("documents", DocumentVerbs.command(environment))
                .addSubcommand("audit", AuditVerbs.command(environment))
                .addSubcommand("erase", ErasureVerbs.command(environment))
                .addSubcommand("erasures", new CommandLine(new ErasureVerbs.Erasures(environment)))
                .addSubcommand("pipeline", new CommandLine(new PipelineVerb(environment)));
        root.setParameterExceptionHandler((e, args) -> {
            CommandLine command = e.getCommandLine();
            command.getErr().println("error: " + sentence(String.valueOf(e.getMessage())));
            command.getErr().println("try: " + command.getCommandSpec().qualifiedName(" ") + " --help");
            return ExitCode.USAGE;
        });
        root.setExecutionExceptionHandler((e, command, parsed) -> {
            command.getErr().println("error: " + sentence(e.getMessage() == null ? e.toString() : e.getMessage()));
            return e instanceof ClientException client ? client.exitCode() : ExitCode.FAILURE;
        });
        return root;
    }

    private static String sentence(String message) {
        String line = message.lines().findFirst().orElse("").strip();
        return line.endsWith(".") || line.endsWith("!") ? line : line + ".";
    }
}
