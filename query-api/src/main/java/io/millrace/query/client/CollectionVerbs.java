package io.millrace.query.client;

import io.millrace.query.client.Listings.Column;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code collections list|show|create|apply|archive|unarchive|limits|sources|history|delete}. */
final class CollectionVerbs {

    private CollectionVerbs() {}

    static CommandLine command(Map<String, String> environment) {
        return new CommandLine(new VerbGroup())
                .setCommandName("collections")
                .addSubcommand(new ListCollections(environment))
                .addSubcommand(new ShowCollection(environment))
                .addSubcommand(new CreateCollection(environment))
                .addSubcommand(new ApplyVerb(environment))
                .addSubcommand(new CollectionLifeVerbs.Archive(environment))
                .addSubcommand(new CollectionLifeVerbs.Unarchive(environment))
                .addSubcommand(new CollectionLifeVerbs.Limits(environment))
                .addSubcommand(new CollectionLifeVerbs.Sources(environment))
                .addSubcommand(new CollectionLifeVerbs.History(environment))
                .addSubcommand(new DeleteCollection(environment));
    }

    static String path(String collection) {
        return "/v1/collections/" + ApiClient.segment(collection);
    }

    @Command(name = "list", description = "Lists all collections.")
    static final class ListCollections extends ListVerb {

        ListCollections(Map<String, String> environment) {
            super(
                    environment,
                    List.of(
                            new Column("NAME", "name"),
                            new Column("STATUS", "status"),
                            new Column("MODEL", "embedding_model"),
                            new Column(" DIMENSION", "dimension"),
                            new Column("ID", "id"),
                            new Column("DESCRIPTION", "description")));
        }

        @Override
        String path() {
            return "/v1/collections?limit=500";
        }
    }

    @Command(name = "show", description = "Shows one collection.")
    static final class ShowCollection extends ShowVerb {

        @Mixin
        private final CollectionArgument collection = new CollectionArgument();

        ShowCollection(Map<String, String> environment) {
            super(environment);
        }

        @Override
        String path() {
            return collection.path();
        }
    }

    @Command(name = "create", description = "Creates a collection, and waits until it can be searched.")
    static final class CreateCollection extends ClientVerb {

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
        CreateCollection(Map<String, String> environment) {
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
            JsonNode answer = api().put(CollectionVerbs.path(name) + "?wait=" + ApiClient.segment(wait), body);
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
    static final class DeleteCollection extends DeleteVerb {

        @Mixin
        private final CollectionArgument collection = new CollectionArgument();

        DeleteCollection(Map<String, String> environment) {
            super(environment);
        }

        @Override
        String path() {
            return collection.path();
        }

        @Override
        String deleted(JsonNode answer) {
            return "collection " + text(answer, "name") + " is deleted; its index is being dropped";
        }

        @Override
        String wouldDelete(JsonNode thing) {
            return "collection " + text(thing, "name") + " (" + text(thing, "id") + ") and all its documents";
        }
    }
}
