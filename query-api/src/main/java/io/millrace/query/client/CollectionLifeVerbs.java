package io.millrace.query.client;

import io.millrace.query.client.Listings.Column;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code collections archive|unarchive|limits|sources|history}. */
final class CollectionLifeVerbs {

    private CollectionLifeVerbs() {}

    @Command(name = "archive", description = "Lets a collection take no more documents; it is searched as before.")
    static final class Archive extends ClientVerb {

        @Mixin
        private final CollectionArgument collection = new CollectionArgument();

        Archive(Map<String, String> environment) {
            super(environment);
        }

        @Override
        public Integer call() {
            JsonNode answer = api().post(collection.path() + "/archive");
            return show(answer, () -> terminal().line(state(answer)));
        }
    }

    @Command(name = "unarchive", description = "Lets an archived collection take documents again.")
    static final class Unarchive extends ClientVerb {

        @Mixin
        private final CollectionArgument collection = new CollectionArgument();

        Unarchive(Map<String, String> environment) {
            super(environment);
        }

        @Override
        public Integer call() {
            JsonNode answer = api().post(collection.path() + "/unarchive");
            return show(answer, () -> terminal().line(state(answer)));
        }
    }

    private static String state(JsonNode collection) {
        return "collection " + ClientVerb.text(collection, "name") + " is " + ClientVerb.text(collection, "status");
    }

    @Command(
            name = "limits",
            description = {
                "Shows what a collection may hold, and how often it may be asked; with options, sets it.",
                "Options set all limits: what is left out has no limit from then on. For superusers."
            })
    static final class Limits extends ClientVerb {

        @Mixin
        private final CollectionArgument collection = new CollectionArgument();

        @Option(names = "--max-documents", paramLabel = "N", description = "Most documents.")
        @Nullable
        Long documents;

        @Option(names = "--max-bytes", paramLabel = "N", description = "Most bytes of content.")
        @Nullable
        Long bytes;

        @Option(names = "--max-requests-per-minute", paramLabel = "N", description = "Most searches in a minute.")
        @Nullable
        Long requests;

        @Option(names = "--none", description = "Without limits.")
        boolean none;

        Limits(Map<String, String> environment) {
            super(environment);
        }

        @Override
        public Integer call() {
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            put(body, "max_documents", documents);
            put(body, "max_bytes", bytes);
            put(body, "max_requests_per_minute", requests);
            if (none && !body.isEmpty()) {
                throw new CommandLine.ParameterException(
                        spec.commandLine(), "--none and a limit contradict each other: give one of them.");
            }
            String path = collection.path() + "/limits";
            JsonNode answer = none || !body.isEmpty() ? api().put(path, body) : api().get(path);
            return show(answer, () -> {
                if (answer.isEmpty()) {
                    terminal().line("no limits");
                } else {
                    Listings.properties(terminal(), answer);
                }
            });
        }

        private static void put(ObjectNode body, String field, @Nullable Long value) {
            if (value != null) {
                body.put(field, value);
            }
        }
    }

    @Command(name = "sources", description = "Lists where a collection's documents come from.")
    static final class Sources extends ListVerb {

        @Mixin
        private final CollectionArgument collection = new CollectionArgument();

        Sources(Map<String, String> environment) {
            super(
                    environment,
                    List.of(
                            new Column("PREFIX", "prefix"),
                            new Column(" DOCUMENTS", "documents"),
                            new Column("FIRST", "first_seen_at"),
                            new Column("LAST", "last_seen_at")));
        }

        @Override
        String path() {
            return collection.path() + "/sources?limit=500";
        }
    }

    @Command(name = "history", description = "Lists what was done to a collection and its documents, the newest first.")
    static final class History extends ClientVerb {

        @Mixin
        private final CollectionArgument collection = new CollectionArgument();

        @Option(
                names = "--limit",
                paramLabel = "N",
                defaultValue = "50",
                description = "How much, 1 to 500 (default: ${DEFAULT-VALUE}).")
        int limit;

        History(Map<String, String> environment) {
            super(environment);
        }

        @Override
        public Integer call() {
            JsonNode page = api().get(collection.path() + "/audit-logs?limit=" + limit);
            return show(
                    page,
                    () -> Listings.table(
                            terminal(),
                            page.path("items"),
                            List.of(
                                    new Column("WHEN", "occurred_at"),
                                    new Column("WHO", "actor"),
                                    new Column("WHAT", "operation"),
                                    new Column("TO", "resource_id"))));
        }
    }
}
