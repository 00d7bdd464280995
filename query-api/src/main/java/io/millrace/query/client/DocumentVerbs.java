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

/** {@code documents list|show|delete}. */
final class DocumentVerbs {

    private DocumentVerbs() {}

    static CommandLine command(Map<String, String> environment) {
        return new CommandLine(new VerbGroup())
                .setCommandName("documents")
                .addSubcommand(new ListDocuments(environment))
                .addSubcommand(new ShowDocument(environment))
                .addSubcommand(new DeleteDocument(environment));
    }

    @Command(name = "list", description = "Lists the documents of a collection, by source.")
    static final class ListDocuments extends ListVerb {

        @Mixin
        private final DocumentArgument.Collection collection = new DocumentArgument.Collection();

        @Option(names = "--prefix", paramLabel = "TEXT", description = "Only sources that begin so.")
        @Nullable
        String prefix;

        @Option(names = "--status", paramLabel = "S", description = "COMMITTED, INDEXED, FAILED or DELETED.")
        @Nullable
        String status;

        ListDocuments(Map<String, String> environment) {
            super(
                    environment,
                    List.of(
                            new Column("SOURCE", "source"),
                            new Column("STATUS", "status"),
                            new Column(" VERSION", "version"),
                            new Column(" CHUNKS", "chunk_count"),
                            new Column("UPDATED", "updated_at"),
                            new Column("TITLE", "title")));
        }

        @Override
        String path() {
            return collection.documents() + "?limit=500"
                    + (prefix == null ? "" : "&prefix=" + ApiClient.segment(prefix))
                    + (status == null ? "" : "&status=" + ApiClient.segment(status));
        }
    }

    @Command(name = "show", description = "Shows one document.")
    static final class ShowDocument extends ShowVerb {

        @Mixin
        private final DocumentArgument document = new DocumentArgument();

        ShowDocument(Map<String, String> environment) {
            super(environment);
        }

        @Override
        String path() {
            return document.path();
        }
    }

    @Command(name = "delete", description = "Deletes a document: shows which, unless --execute.")
    static final class DeleteDocument extends DeleteVerb {

        @Mixin
        private final DocumentArgument document = new DocumentArgument();

        DeleteDocument(Map<String, String> environment) {
            super(environment);
        }

        @Override
        String path() {
            return document.path();
        }

        @Override
        String deleted(JsonNode answer) {
            return "the deletion of " + text(answer, "source") + " is sent (event " + text(answer, "event_id") + ")";
        }

        @Override
        String wouldDelete(JsonNode thing) {
            return text(thing, "source") + " with its " + text(thing, "chunk_count") + " chunks";
        }
    }
}
