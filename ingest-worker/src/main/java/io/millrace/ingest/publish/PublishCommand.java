package io.millrace.ingest.publish;

import io.millrace.ingest.environment.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends files as document events: only those that changed since the system last saw them. */
@Command(
        name = "publish",
        description = {
            "Sends files as document events; a re-run sends only what changed.",
            "A document's source is its file's path below the folder named. Reads MILLRACE_API_URL, MILLRACE_API_KEY (or "
                    + "MILLRACE_API_KEY_FILE), MILLRACE_KAFKA_* and MILLRACE_TOPIC_PREFIX."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:failed, or not searchable in time; a sentence says why",
            "2:wrong use",
            "3:partly done: some files could not be published, or --delete-missing could not look everywhere",
            "130:interrupted; a sentence says what was sent"
        })
public final class PublishCommand implements Callable<Integer> {

    private static final int PARTLY = 3;

    /** What a shell makes of SIGINT; the process has been told to stop, and ends with the signal's own code. */
    private static final int INTERRUPTED = 130;

    /** The largest record that the documents topic takes is 16 MiB, and the text is not all that is in it. */
    private static final int MAX_BYTES = 15 * 1024 * 1024;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "PATH", arity = "1..*", description = "Files and folders.")
    private List<Path> paths = List.of();

    @Option(names = "--collection", required = true, paramLabel = "C", description = "Name or id of the collection.")
    private String collection = "";

    @Option(names = "--dry-run", description = "Sends nothing; says what would be sent.")
    private boolean dryRun;

    @Option(names = "--force", description = "Sends every file without asking the API what has changed.")
    private boolean force;

    @Option(names = "--wait", description = "Returns once everything sent is searchable.")
    private boolean awaitSearchable;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "300",
            description = "Of --wait (default: ${DEFAULT-VALUE}).")
    private int timeoutSeconds;

    @Option(names = "--json", description = "The summary as JSON.")
    private boolean json;

    @Option(
            names = "--include",
            paramLabel = "GLOB",
            description = "Only such files, by their path below the folder; may be repeated.")
    private List<String> include = List.of();

    @Option(names = "--exclude", paramLabel = "GLOB", description = "Not such files; may be repeated.")
    private List<String> exclude = List.of();

    @Option(names = "--prefix", paramLabel = "P", defaultValue = "", description = "Put before every source.")
    private String prefix = "";

    @Option(
            names = "--delete-missing",
            description =
                    "Deletes the documents that the same PATH, with the same --prefix, published earlier and whose files are gone; never those whose files are only left out, hidden or unreadable.")
    private boolean deleteMissing;

    @Option(
            names = "--max-size",
            paramLabel = "BYTES",
            defaultValue = "10485760",
            description = "Larger files are not sent (default: ${DEFAULT-VALUE}).")
    private int maxBytes;

    private volatile @Nullable PublishRun run;

    @Override
    public Integer call() throws IOException {
        checkLimits();
        boolean terminal = StandardError.isTerminal();
        try (InterruptionNotice notice = new InterruptionNotice(() -> sayInterrupted(terminal))) {
            FileSelection.Found found = selection().find(existing(paths));
            Environment environment = Environment.ofProcess();
            Optional<DocumentApi> api = DocumentApi.from(environment);
            if (api.isEmpty() && (!force || awaitSearchable || deleteMissing)) {
                throw new PublishFailedException(
                        "MILLRACE_API_URL is not set, so there is no telling what has changed: set it, or send everything with --force, without --wait and --delete-missing.",
                        null);
            }
            api.ifPresent(a -> a.requireCollection(collection));
            Map<String, ListedDocument> listed =
                    api.map(a -> a.documents(collection)).orElse(Map.of());
            try (CloseableSender sender = sender(environment)) {
                PublishRun started = new PublishRun(
                        new PublishRun.Task(collection, force, maxBytes),
                        found,
                        listed,
                        sender.optional(),
                        System.err,
                        terminal);
                run = started;
                started.publish();
                if (deleteMissing) {
                    started.deleteMissing();
                }
                started.finish();
                boolean searchable = !awaitSearchable
                        || dryRun
                        || started.awaitSearchable(api.orElseThrow(), Duration.ofSeconds(timeoutSeconds));
                return notice.conclude() ? conclude(started.summary(false), searchable) : INTERRUPTED;
            }
        }
    }

    private int conclude(PublishSummary summary, boolean searchable) {
        print(summary);
        if (!searchable) {
            spec.commandLine()
                    .getErr()
                    .println("Not everything became searchable within " + timeoutSeconds
                            + " s: it still will; look at the dead letters and at GET /v1/pipeline.");
            return 1;
        }
        return summary.failed() > 0 ? PARTLY : 0;
    }

    private void sayInterrupted(boolean terminal) {
        PublishRun interrupted = run;
        if (terminal) {
            // Below the bar, and what the terminal shows of Ctrl-C.
            System.err.println();
        }
        System.err.println(
                interrupted == null
                        ? "Interrupted before anything was sent; run the same command again to continue."
                        : interrupted.interruption());
        if (json && interrupted != null) {
            print(interrupted.summary(true));
        }
    }

    private void print(PublishSummary summary) {
        System.out.println(json ? summary.json() : summary.text());
        System.out.flush();
    }

    private void checkLimits() {
        if (maxBytes < 1 || maxBytes > MAX_BYTES) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--max-size must be 1 to " + MAX_BYTES + ", since Kafka takes no larger event, and not "
                            + maxBytes);
        }
        if (timeoutSeconds < 0) {
            throw new ParameterException(spec.commandLine(), "--timeout must be at least 0, not " + timeoutSeconds);
        }
    }

    private record CloseableSender(@Nullable DocumentEventSender sender) implements AutoCloseable {
        Optional<DocumentEventSender> optional() {
            return Optional.ofNullable(sender);
        }

        @Override
        public void close() {
            if (sender != null) {
                sender.close();
            }
        }
    }

    private CloseableSender sender(Environment environment) {
        return new CloseableSender(
                dryRun
                        ? null
                        : new DocumentEventSender(
                                environment.kafkaClient(), environment.topicNames(), collection, Clock.systemUTC()));
    }

    private FileSelection selection() {
        try {
            return new FileSelection(prefix, include, exclude);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "A glob is not valid: " + e.getMessage(), e);
        }
    }

    private List<Path> existing(List<Path> named) {
        for (Path path : named) {
            if (!Files.exists(path)) {
                throw new ParameterException(
                        spec.commandLine(),
                        "There is no file or folder '" + path + "', so nothing was sent"
                                + (deleteMissing ? " or deleted" : ""));
            }
        }
        return named;
    }
}
