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

/** {@code documents list|show|describe|delete|restore|purge}. */
final class DocumentVerbs {

    private DocumentVerbs() {}

    static CommandLine command(Map<String, String> environment) {
        return new CommandLine(new VerbGroup())
                .setCommandName("documents")
                .addSubcommand(new ListDocuments(environment))
                .addSubcommand(new ShowDocument(environment))
                .addSubcommand(new DescribeDocument(environment))
                .addSubcommand(new DeleteDocument(environment))
                .addSubcommand(new RestoreDocument(environment))
                .addSubcommand(new PurgeDocument(environment));
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

        @Option(
                names = "--deleted",
                paramLabel = "WHICH",
                description = "Deleted ones too (include), or only those (only).")
        @Nullable
        String deleted;

        @Option(names = "--mime-type", paramLabel = "T", description = "Only this media type, such as text/markdown.")
        @Nullable
        String mimeType;

        ListDocuments(Map<String, String> environment) {
            super(
                    environment,
                    List.of(
                            new Column("SOURCE", "source"),
                            new Column("STATUS", "status"),
                            new Column(" VERSION", "version"),
                            new Column(" CHUNKS", "chunk_count"),
                            new Column("UPDATED", "updated_at"),
                            new Column("TITLE", "title"),
                            new Column("ERROR", "error_message")));
        }

        @Override
        String path() {
            return collection.documents() + "?limit=500"
                    + parameter("prefix", prefix)
                    + parameter("status", status)
                    + parameter("deleted", deleted)
                    + parameter("mime_type", mimeType);
        }

        private static String parameter(String name, @Nullable String value) {
            return value == null ? "" : "&" + name + "=" + ApiClient.segment(value);
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
            return "the deletion of " + sent(answer);
        }

        @Override
        String wouldDelete(JsonNode thing) {
            return text(thing, "source") + " with its " + text(thing, "chunk_count") + " chunks";
        }
    }

    @Command(
            name = "describe",
            description = "Changes title or metadata of a document: its content stays, and nothing is embedded.")
    static final class DescribeDocument extends ClientVerb {

        @Mixin
        private final DocumentArgument document = new DocumentArgument();

        @Option(names = "--title", paramLabel = "TEXT", description = "The title; an empty one takes it away.")
        @Nullable
        String title;

        @Option(
                names = "--metadata",
                paramLabel = "KEY=VALUE",
                description = "All metadata, in place of what was there. May be repeated.")
        @Nullable
        Map<String, String> metadata;

        DescribeDocument(Map<String, String> environment) {
            super(environment);
        }

        @Override
        public Integer call() {
            if (title == null && metadata == null) {
                throw new CommandLine.ParameterException(
                        spec.commandLine(), "say what is to change: --title, --metadata or both.");
            }
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            if (title != null) {
                body.put("title", title);
            }
            if (metadata != null) {
                ObjectNode all = body.putObject("metadata");
                metadata.forEach(all::put);
            }
            JsonNode answer = api().patch(document.path(), body);
            return show(answer, () -> terminal().line("the description of " + sent(answer)));
        }
    }

    @Command(name = "restore", description = "Brings a deleted document back, as it was, unless it was purged.")
    static final class RestoreDocument extends ClientVerb {

        @Mixin
        private final DocumentArgument document = new DocumentArgument();

        RestoreDocument(Map<String, String> environment) {
            super(environment);
        }

        @Override
        public Integer call() {
            JsonNode answer = api().post(document.path() + "/restore");
            return show(answer, () -> terminal().line("the restoration of " + sent(answer)));
        }
    }

    @Command(
            name = "purge",
            description = "Deletes a document so that it cannot be restored: shows which, unless --execute.")
    static final class PurgeDocument extends DeleteVerb {

        @Mixin
        private final DocumentArgument document = new DocumentArgument();

        PurgeDocument(Map<String, String> environment) {
            super(environment);
        }

        @Override
        String path() {
            return document.path();
        }

        @Override
        String deletion() {
            return path() + "?purge=true";
        }

        @Override
        String deleted(JsonNode answer) {
            return "the purge of " + sent(answer);
        }

        @Override
        String wouldDelete(JsonNode thing) {
            return text(thing, "source") + " with its content, for good";
        }
    }

    private static String sent(JsonNode accepted) {
        return ClientVerb.text(accepted, "source") + " is sent (event " + ClientVerb.text(accepted, "event_id") + ")";
    }
}
