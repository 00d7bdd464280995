package io.millrace.query.client;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** What all verbs share: the API, the terminal, and {@code --json}. */
abstract class ClientVerb implements Callable<Integer> {

    @Spec
    CommandSpec spec;

    @Option(names = "--json", description = "Print the API's answer as JSON.")
    boolean json;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    private final Map<String, String> environment;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields before it calls
    ClientVerb(Map<String, String> environment) {
        this.environment = environment;
    }

    final ApiClient api() {
        return ApiClient.of(environment);
    }

    final Terminal terminal() {
        return new Terminal(spec.commandLine().getOut(), environment);
    }

    static String text(JsonNode node, String field) {
        return node.path(field).asString("");
    }

    /** Prints the answer as JSON if that was asked for, otherwise as the verb does. */
    final int show(JsonNode answer, Runnable table) {
        if (json) {
            terminal().json(answer);
        } else {
            table.run();
        }
        return ExitCode.OK;
    }
}
