package io.millrace.query.client;

import java.util.Map;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** A verb that deletes one thing with {@code --execute}, and otherwise shows what it would delete. */
abstract class DeleteVerb extends ClientVerb {

    @Option(names = "--execute", description = "Do it.")
    boolean execute;

    DeleteVerb(Map<String, String> environment) {
        super(environment);
    }

    /** Of the thing, as it is now. */
    abstract String path();

    /** What deletes it. */
    String deletion() {
        return path();
    }

    /** @param answer to the deletion */
    abstract String deleted(JsonNode answer);

    /** @param thing as it is now */
    abstract String wouldDelete(JsonNode thing);

    @Override
    public final Integer call() {
        JsonNode answer = execute ? api().delete(deletion()) : api().get(path());
        return show(
                answer,
                () -> terminal()
                        .line(
                                execute
                                        ? deleted(answer)
                                        : "would delete " + wouldDelete(answer) + ": add --execute to do it"));
    }
}
