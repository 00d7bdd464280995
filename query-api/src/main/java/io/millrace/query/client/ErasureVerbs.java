package io.millrace.query.client;

import io.millrace.query.client.Listings.Column;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code erase user|document} and {@code erasures}, for superusers. */
final class ErasureVerbs {

    private static final String PATH = "/v1/erasures";

    private ErasureVerbs() {}

    static CommandLine command(Map<String, String> environment) {
        return new CommandLine(new VerbGroup())
                .setCommandName("erase")
                .addSubcommand(new EraseUser(environment))
                .addSubcommand(new EraseDocument(environment));
    }

    /** Only shows what would be erased, unless {@code --execute}. */
    abstract static class EraseVerb extends ClientVerb {

        @Option(names = "--execute", description = "Do it. It cannot be undone.")
        boolean execute;

        @Option(
                names = "--trim-topics",
                description =
                        "Cut the topic of documents off once it was ingested, instead of waiting until it expires.")
        boolean trim;

        @Option(
                names = "--wait",
                description = "Wait until everything was done that can be done; what then remains expires by itself.")
        boolean wait;

        EraseVerb(Map<String, String> environment) {
            super(environment);
        }

        abstract void describe(ObjectNode request);

        /** What would be erased, as a sentence has it. */
        abstract String what(JsonNode shown);

        @Override
        public final Integer call() {
            ObjectNode request = JsonNodeFactory.instance.objectNode();
            describe(request);
            request.put("trim_topics", trim);
            request.put("dry_run", !execute);
            JsonNode begun = api().post(PATH, request);
            JsonNode answer = execute && wait ? await(begun) : begun;
            show(answer, () -> {
                if (!execute) {
                    terminal().line("would erase " + what(answer) + ": add --execute to do it");
                } else {
                    receipt(terminal(), answer);
                }
            });
            return text(answer, "status").equals("FAILED") ? ExitCode.FAILURE : ExitCode.OK;
        }

        private JsonNode await(JsonNode begun) {
            Semaphore never = new Semaphore(0);
            JsonNode newest = begun;
            while (isAtWork(newest)) {
                try {
                    if (never.tryAcquire(1, TimeUnit.SECONDS)) {
                        break;
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new ClientException(
                            ExitCode.FAILURE, "interrupted; the erasure goes on: ./millrace erasures shows it.");
                }
                newest = api().get(PATH + "/" + text(begun, "id"));
            }
            return newest;
        }

        private static boolean isAtWork(JsonNode erasure) {
            boolean open = List.of("PENDING", "RUNNING").contains(text(erasure, "status"));
            return open
                    && (erasure.path("receipt").isEmpty()
                            || erasure.path("receipt")
                                    .valueStream()
                                    .anyMatch(store -> text(store, "state").equals("PENDING")));
        }
    }

    @Command(
            name = "user",
            description =
                    "Erases a user and, unless they are given away, the user's collections: shows which, unless --execute.")
    static final class EraseUser extends EraseVerb {

        @Parameters(paramLabel = "USER", description = "Name or id.")
        String user;

        @Option(names = "--transfer-to", paramLabel = "USER", description = "Who gets the user's collections.")
        @Nullable
        String heir;

        @SuppressWarnings("NullAway.Init") // picocli sets the field before it calls
        EraseUser(Map<String, String> environment) {
            super(environment);
        }

        @Override
        void describe(ObjectNode request) {
            request.put("user", user);
            if (heir != null) {
                request.put("transfer_to", heir);
            }
        }

        @Override
        String what(JsonNode shown) {
            return "the user, with " + counted(shown.path("collection_ids").size(), "collection") + " and "
                    + counted(shown.path("documents").asInt(0), "document");
        }

        private static String counted(int n, String noun) {
            return n + " " + noun + (n == 1 ? "" : "s");
        }
    }

    @Command(name = "document", description = "Erases a document: shows which, unless --execute.")
    static final class EraseDocument extends EraseVerb {

        @Option(
                names = {"-c", "--collection"},
                required = true,
                paramLabel = "C",
                description = "Name or id of the collection.")
        String collection;

        @Parameters(paramLabel = "DOCUMENT", description = "Source or id.")
        String document;

        @SuppressWarnings("NullAway.Init") // picocli sets the fields before it calls
        EraseDocument(Map<String, String> environment) {
            super(environment);
        }

        @Override
        void describe(ObjectNode request) {
            request.put("collection", collection);
            request.put("document", document);
        }

        @Override
        String what(JsonNode shown) {
            return "the document";
        }
    }

    @Command(name = "erasures", description = "Lists erasures, or shows the receipt of one.")
    static final class Erasures extends ClientVerb {

        @Parameters(arity = "0..1", paramLabel = "ID", description = "Which one.")
        @Nullable
        String id;

        Erasures(Map<String, String> environment) {
            super(environment);
        }

        @Override
        public Integer call() {
            if (id != null) {
                JsonNode one = api().get(PATH + "/" + ApiClient.segment(id));
                return show(one, () -> receipt(terminal(), one));
            }
            JsonNode all = Listings.all(api(), PATH + "?limit=500");
            return show(
                    all,
                    () -> Listings.table(
                            terminal(),
                            all.path("items"),
                            List.of(
                                    new Column("ID", "id"),
                                    new Column("WHAT", "subject"),
                                    new Column("STATUS", "status"),
                                    new Column("ASKED", "created_at"),
                                    new Column("GONE BY", "gone_by"))));
        }
    }

    private static void receipt(Terminal terminal, JsonNode erasure) {
        String error = ClientVerb.text(erasure, "error");
        String goneBy = ClientVerb.text(erasure, "gone_by");
        terminal.line("erasure " + ClientVerb.text(erasure, "id") + " is " + ClientVerb.text(erasure, "status")
                + (goneBy.isEmpty() ? "" : ", gone by " + goneBy) + (error.isEmpty() ? "" : ": " + error));
        if (erasure.path("receipt").isEmpty()) {
            terminal.line("a sync-worker begins in a moment: ./millrace erasures " + ClientVerb.text(erasure, "id")
                    + " shows the receipt");
            return;
        }
        Listings.table(
                terminal,
                erasure.path("receipt"),
                List.of(
                        new Column("STORE", "store"),
                        new Column(" FOUND", "found"),
                        new Column(" LEFT", "remaining"),
                        new Column("STATE", "state"),
                        new Column("GONE BY", "gone_by"),
                        new Column("BECAUSE", "bounded_by")));
    }
}
