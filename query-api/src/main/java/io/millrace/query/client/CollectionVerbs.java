package io.millrace.query.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code collections list|show|create|delete}. */
final class CollectionVerbs {

    private static final String PATH = "/v1/collections/";

    private CollectionVerbs() {}

    static CommandLine command(Map<String, String> environment) {
        return new CommandLine(new VerbGroup())
                .addSubcommand(new ListVerb(environment))
                .addSubcommand(new ShowVerb(environment))
                .addSubcommand(new CreateVerb(environment))
                .addSubcommand(new DeleteVerb(environment));
    }

    @Command(name = "list", description = "Lists all collections.")
    static final class ListVerb extends ClientVerb {

        ListVerb(Map<String, String> environment) {
            super(environment);
        }

        @Override
        public Integer call() {
            JsonNode all = Listings.all(api(), "/v1/collections?limit=500");
            return show(all, () -> {
                List<List<String>> rows = new ArrayList<>();
                for (JsonNode c : all.path("items")) {
                    rows.add(List.of(
                            text(c, "name"),
                            text(c, "status"),
                            text(c, "embedding_model"),
                            text(c, "dimension"),
                            text(c, "id"),
                            text(c, "description")));
                }
                terminal().table(List.of("NAME", "STATUS", "MODEL", " DIMENSION", "ID", "DESCRIPTION"), rows);
            });
        }
    }

    @Command(name = "show", description = "Shows one collection.")
    static final class ShowVerb extends ClientVerb {

        @Parameters(paramLabel = "COLLECTION", description = "Name or id.")
        String collection;

        @SuppressWarnings("NullAway.Init") // picocli sets the fields before it calls
        ShowVerb(Map<String, String> environment) {
            super(environment);
        }

        @Override
        public Integer call() {
            JsonNode answer = api().get(PATH + ApiClient.segment(collection));
            return show(answer, () -> Listings.properties(terminal(), answer));
        }
    }

    @Command(name = "create", description = "Creates a collection, and waits until it can be searched.")
    static final class CreateVerb extends ClientVerb {

        @Parameters(paramLabel = "NAME", description = "Lower-case letters, digits, '_' and '-'.")
        String name;

        @Option(names = "--model", paramLabel = "M", description = "Embedding model (default: the server's).")
        @Nullable
        String model;

        @Option(names = "--dimension", paramLabel = "N", description = "Must be that of the model.")
        @Nullable
        Integer dimension;

        @Option(names = "--chunk-size", paramLabel = "N", description = "Most tokens in a chunk (default: 200).")
        @Nullable
        Integer chunkSize;

        @Option(names = "--chunk-overlap", paramLabel = "N", description = "Default: 0.")
        @Nullable
        Integer chunkOverlap;

        @Option(names = "--description", paramLabel = "TEXT", description = "What it holds.")
        @Nullable
        String description;

        @Option(names = "--quantization", paramLabel = "Q", description = "NONE, FLOAT16 or INT8 (default: NONE).")
        @Nullable
        String quantization;

        @Option(
                names = "--wait",
                paramLabel = "TIME",
                defaultValue = "10s",
                description = "How long to wait for READY, at most 30s (default: ${DEFAULT-VALUE}).")
        String wait;

        @SuppressWarnings("NullAway.Init") // picocli sets the fields before it calls
        CreateVerb(Map<String, String> environment) {
            super(environment);
        }

        @Override
        public Integer call() {
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            put(body, "embedding_model", model);
            put(body, "description", description);
            put(body, "quantization", quantization);
            put(body, "dimension", dimension);
            put(body, "chunk_size", chunkSize);
            put(body, "chunk_overlap", chunkOverlap);
            JsonNode answer = api().put(PATH + ApiClient.segment(name) + "?wait=" + ApiClient.segment(wait), body);
            return show(
                    answer,
                    () -> terminal()
                            .line("collection " + text(answer, "name") + " is " + text(answer, "status") + " ("
                                    + text(answer, "embedding_model") + ", " + text(answer, "dimension")
                                    + " dimensions, id "
                                    + text(answer, "id") + ")"));
        }

        private static void put(ObjectNode body, String field, @Nullable String value) {
            if (value != null) {
                body.put(field, value);
            }
        }

        private static void put(ObjectNode body, String field, @Nullable Integer value) {
            if (value != null) {
                body.put(field, value);
            }
        }
    }

    @Command(
            name = "delete",
            description = "Deletes a collection with all its documents: shows what, unless --execute.")
    static final class DeleteVerb extends ClientVerb {

        @Parameters(paramLabel = "COLLECTION", description = "Name or id.")
        String collection;

        @Option(names = "--execute", description = "Do it.")
        boolean execute;

        @SuppressWarnings("NullAway.Init") // picocli sets the fields before it calls
        DeleteVerb(Map<String, String> environment) {
            super(environment);
        }

        @Override
        public Integer call() {
            String path = PATH + ApiClient.segment(collection);
            JsonNode answer = execute ? api().delete(path) : api().get(path);
            return show(
                    answer,
                    () -> terminal()
                            .line(
                                    execute
                                            ? "collection " + text(answer, "name")
                                                    + " is deleted; its index is being dropped"
                                            : "would delete collection " + text(answer, "name") + " ("
                                                    + text(answer, "id")
                                                    + ") and all its documents: add --execute to do it"));
        }
    }
}
