package io.millrace.ingest.publish;

import io.millrace.ingest.publish.FileDocument.NotADocumentException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One run of {@code publish}. How far it is may be asked by another thread, as an interruption does. */
final class PublishRun {

    private static final Duration POLL = Duration.ofMillis(250);

    /**
     * What the run is to do.
     *
     * @param force sends what the system has already too
     * @param maxBytes of a file
     */
    record Task(String collection, boolean force, int maxBytes) {}

    private final Task task;
    private final FileSelection.Found found;
    private final Map<String, ListedDocument> listed;
    private final Optional<DocumentEventSender> sender;
    private final PrintStream err;
    private final boolean terminal;
    /** What was sent: the hash of the content by its source; empty text for a deletion. */
    private final Map<String, String> changed = new HashMap<>();

    private final AtomicInteger planned = new AtomicInteger();
    private final AtomicInteger deletions = new AtomicInteger();
    private final AtomicInteger unchanged = new AtomicInteger();
    private final AtomicInteger passedOver = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private volatile int searchable = -1;
    private volatile boolean complete;

    /**
     * @param listed what the system has; empty if nobody asked
     * @param sender empty for a dry run
     * @param terminal whether {@code err} is one
     */
    PublishRun(
            Task task,
            FileSelection.Found found,
            Map<String, ListedDocument> listed,
            Optional<DocumentEventSender> sender,
            PrintStream err,
            boolean terminal) {
        this.task = task;
        this.found = found;
        this.listed = listed;
        this.sender = sender;
        this.err = err;
        this.terminal = terminal;
    }

    void publish() {
        try (Progress progress = new Progress(err, "publish", found.files().size(), terminal)) {
            found.skipped().forEach(file -> skip(file, progress::say));
            for (SourceFile file : found.files()) {
                publish(file, progress::say);
                progress.step();
            }
        }
    }

    /**
     * Deletes what the paths of this run published earlier and what is gone from the file system since. Deletes nothing if
     * not all of these paths can be looked into: that is said, and the run has failed in part.
     */
    void deleteMissing() {
        List<PublishedPath> lost = found.paths().stream()
                .filter(path -> !Files.exists(path.root()))
                .toList();
        if (!lost.isEmpty() || !found.unreadable().isEmpty()) {
            failed.addAndGet(lost.size());
            String first = lost.isEmpty()
                    ? found.unreadable().getFirst()
                    : lost.getFirst().root().toString();
            err.println("failed: nothing was deleted, since " + first
                    + " cannot be read and so nobody can tell which files are gone.");
            return;
        }
        Map<String, PublishedPath> folders = found.paths().stream()
                .filter(PublishedPath::isFolder)
                .collect(Collectors.toMap(PublishedPath::mark, folder -> folder, (one, same) -> one));
        Set<String> present = found.files().stream().map(SourceFile::source).collect(Collectors.toSet());
        listed.values().stream()
                .filter(document -> !document.deleted() && !present.contains(document.source()))
                .filter(document -> {
                    PublishedPath folder = folders.get(document.publishedFrom());
                    return folder != null && folder.isGone(document.source());
                })
                .map(ListedDocument::source)
                .sorted()
                .forEach(this::delete);
    }

    private void delete(String source) {
        sender.ifPresentOrElse(s -> s.delete(source), () -> err.println("would delete: " + source));
        deletions.incrementAndGet();
        changed.put(source, "");
    }

    void finish() {
        sender.ifPresent(DocumentEventSender::flush);
        complete = true;
    }

    /** @return whether everything sent became searchable, and everything deleted unfindable, in time */
    boolean awaitSearchable(DocumentApi api, Duration timeout) {
        Instant deadline = Instant.now().plus(timeout);
        try (Progress progress = new Progress(err, "searchable", changed.size(), terminal)) {
            while (true) {
                Map<String, ListedDocument> now = new HashMap<>();
                if (deletions.get() > 0) {
                    now.putAll(api.deletedDocuments(task.collection()));
                }
                now.putAll(api.documents(task.collection()));
                int settled = (int) changed.entrySet().stream()
                        .filter(sent -> isSearchable(now.get(sent.getKey()), sent.getValue()))
                        .count();
                searchable = settled;
                progress.to(settled);
                if (settled == changed.size()) {
                    return true;
                }
                if (Instant.now().isAfter(deadline) || Thread.currentThread().isInterrupted()) {
                    return false;
                }
                LockSupport.parkNanos(POLL.toNanos());
            }
        }
    }

    /** @param interrupted whether the run is told to stop before it has concluded */
    PublishSummary summary(boolean interrupted) {
        int acknowledged = sender.map(DocumentEventSender::acknowledged).orElse(planned.get() + deletions.get());
        return new PublishSummary(
                task.collection(),
                sender.isEmpty(),
                interrupted,
                found.files().size(),
                complete ? planned.get() : Math.min(acknowledged, planned.get()),
                complete ? deletions.get() : Math.max(0, acknowledged - planned.get()),
                unchanged.get(),
                passedOver.get(),
                failed.get(),
                searchable);
    }

    /** For whoever interrupts the run: how far it came and how it goes on. */
    String interruption() {
        if (sender.isEmpty()) {
            return "Interrupted: nothing was sent, since this is a dry run.";
        }
        PublishSummary summary = summary(true);
        String sent = summary.sent() + " of " + summary.files() + " files were sent to collection " + task.collection()
                + " (" + summary.unchanged() + " unchanged, " + summary.skipped() + " skipped, " + summary.failed()
                + " failed)";
        if (complete) {
            return "Interrupted while waiting: " + sent
                    + "; all of it becomes searchable without this command, and the same command waits again.";
        }
        return "Interrupted: " + sent
                + (task.force()
                        ? "; the same command begins anew, and without --force it continues."
                        : "; run the same command again to continue.");
    }

    private void publish(SourceFile file, Consumer<String> say) {
        try {
            FileDocument document = FileDocument.read(file, task.maxBytes());
            ListedDocument before = listed.get(document.source());
            if (!task.force()
                    && before != null
                    && !before.deleted()
                    && before.contentHash().equals(document.hash().hex())) {
                unchanged.incrementAndGet();
                return;
            }
            if (document.content().isBlank()) {
                say.accept(
                        "empty: " + document.source() + " has no text, so it becomes a document that no search finds.");
            }
            sender.ifPresentOrElse(s -> s.upsert(document), () -> say.accept("would send: " + document.source()));
            planned.incrementAndGet();
            changed.put(document.source(), document.hash().hex());
        } catch (NotADocumentException e) {
            skip(e.skipped(file), say);
        }
    }

    private void skip(SkippedFile file, Consumer<String> say) {
        say.accept(file.sentence());
        if (file.error()) {
            failed.incrementAndGet();
        } else {
            passedOver.incrementAndGet();
        }
    }

    private static boolean isSearchable(@Nullable ListedDocument document, String hash) {
        if (document == null) {
            return hash.isEmpty();
        }
        boolean applied =
                hash.isEmpty() ? document.deleted() : document.contentHash().equals(hash);
        return applied && document.isSettled();
    }
}
