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

/** {@code documents list|show|delete}. */
final class DocumentVerbs {

    private DocumentVerbs() {}

    static CommandLine command(Map<String, String> environment) {
        return new CommandLine(new VerbGroup())
                .addSubcommand(new ListVerb(environment))
                .addSubcommand(new ShowVerb(environment))
                .addSubcommand(new DeleteVerb(environment));
    }

    /** What these verbs share: the collection. */
    abstract static class DocumentVerb extends ClientVerb {

        @Option(
                names = {"-c", "--collection"},
                required = true,
                paramLabel = "C",
                description = "Name or id of the collection.")
        String collection;

        @SuppressWarnings("NullAway.Init") // picocli sets the fields before it calls
        DocumentVerb(Map<String, String> environment) {
            super(environment);
        }

        final String documents() {
            return "/v1/collections/" + ApiClient.segment(collection) + "/documents";
        }
    }

    @Command(name = "list", description = "Lists the documents of a collection, by source.")
    static final class ListVerb extends DocumentVerb {

        @Option(names = "--prefix", paramLabel = "TEXT", description = "Only sources that begin so.")
        @Nullable
        String prefix;

        @Option(names = "--status", paramLabel = "S", description = "COMMITTED, INDEXED, FAILED or DELETED.")
        @Nullable
        String status;

        ListVerb(Map<String, String> environment) {
            super(environment);
        }

        @Override
        public Integer call() {
            String query = "?limit=500"
                    + (prefix == null ? "" : "&prefix=" + ApiClient.segment(prefix))
                    + (status == null ? "" : "&status=" + ApiClient.segment(status));
            JsonNode all = Listings.all(api(), documents() + query);
            return show(all, () -> {
                List<List<String>> rows = new ArrayList<>();
                for (JsonNode d : all.path("items")) {
                    rows.add(List.of(
                            text(d, "source"),
                            text(d, "status"),
                            text(d, "version"),
                            text(d, "chunk_count"),
                            text(d, "updated_at"),
                            text(d, "title")));
                }
                terminal().table(List.of("SOURCE", "STATUS", " VERSION", " CHUNKS", "UPDATED", "TITLE"), rows);
            });
        }
    }

    @Command(name = "show", description = "Shows one document.")
    static final class ShowVerb extends DocumentVerb {

        @Parameters(paramLabel = "DOCUMENT", description = "Source or id.")
        String document;

        @SuppressWarnings("NullAway.Init") // picocli sets the fields before it calls
        ShowVerb(Map<String, String> environment) {
            super(environment);
        }

        @Override
        public Integer call() {
            JsonNode answer = api().get(documents() + "/" + ApiClient.segment(document));
            return show(answer, () -> Listings.properties(terminal(), answer));
        }
    }

    @Command(name = "delete", description = "Deletes a document: shows which, unless --execute.")
    static final class DeleteVerb extends DocumentVerb {

        @Parameters(paramLabel = "DOCUMENT", description = "Source or id.")
        String document;

        @Option(names = "--execute", description = "Do it.")
        boolean execute;

        @SuppressWarnings("NullAway.Init") // picocli sets the fields before it calls
        DeleteVerb(Map<String, String> environment) {
            super(environment);
        }

        @Override
        public Integer call() {
            String path = documents() + "/" + ApiClient.segment(document);
            JsonNode answer = execute ? api().delete(path) : api().get(path);
            return show(
                    answer,
                    () -> terminal()
                            .line(
                                    execute
                                            ? "the deletion of " + text(answer, "source") + " is sent (event "
                                                    + text(answer, "event_id") + ")"
                                            : "would delete " + text(answer, "source") + " with its "
                                                    + text(answer, "chunk_count") + " chunks: add --execute to do it"));
        }
    }
}
