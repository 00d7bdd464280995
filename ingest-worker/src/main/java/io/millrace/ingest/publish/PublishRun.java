package io.millrace.ingest.publish;

import io.millrace.ingest.publish.FileDocument.NotADocumentException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One run of {@code publish}. Its summary may be asked for by another thread, as a shutdown hook does. */
final class PublishRun {

    private static final Duration POLL = Duration.ofMillis(250);

    private final String collection;
    private final FileSelection.Found found;
    private final Map<String, ListedDocument> known;
    private final Optional<DocumentEventSender> sender;
    private final PrintStream err;
    private final boolean terminal;
    private final long maxBytes;
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
     * @param known what the system has; empty to send all
     * @param sender empty for a dry run
     */
    PublishRun(
            String collection,
            FileSelection.Found found,
            Map<String, ListedDocument> known,
            Optional<DocumentEventSender> sender,
            PrintStream err,
            boolean terminal,
            long maxBytes) {
        this.collection = collection;
        this.found = found;
        this.known = known;
        this.sender = sender;
        this.err = err;
        this.terminal = terminal;
        this.maxBytes = maxBytes;
    }

    void publish() {
        found.skipped().forEach(this::skip);
        try (Progress progress = new Progress(err, "publish", found.files().size(), terminal)) {
            for (SourceFile file : found.files()) {
                publish(file);
                progress.step();
            }
        }
    }

    /** Deletes what the system has under the prefix and no file stands for. */
    void deleteMissing(String prefix) {
        List<String> present = found.files().stream().map(SourceFile::source).toList();
        known.values().stream()
                .filter(document -> !document.deleted()
                        && document.source().startsWith(prefix)
                        && !present.contains(document.source()))
                .map(ListedDocument::source)
                .sorted()
                .forEach(source -> {
                    sender.ifPresent(s -> s.delete(source));
                    deletions.incrementAndGet();
                    changed.put(source, "");
                });
    }

    void finish() {
        sender.ifPresent(DocumentEventSender::flush);
        complete = true;
    }

    /** @return whether everything sent became searchable in time */
    boolean awaitSearchable(DocumentApi api, Duration timeout) {
        Instant deadline = Instant.now().plus(timeout);
        try (Progress progress = new Progress(err, "searchable", changed.size(), terminal)) {
            while (true) {
                Map<String, ListedDocument> now = api.documents(collection);
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

    PublishSummary summary() {
        int acknowledged = sender.map(DocumentEventSender::acknowledged).orElse(planned.get() + deletions.get());
        return new PublishSummary(
                collection,
                sender.isEmpty(),
                !complete,
                found.files().size(),
                complete ? planned.get() : Math.min(acknowledged, planned.get()),
                complete ? deletions.get() : Math.max(0, acknowledged - planned.get()),
                unchanged.get(),
                passedOver.get(),
                failed.get(),
                searchable);
    }

    private void publish(SourceFile file) {
        try {
            FileDocument document = FileDocument.read(file, maxBytes);
            ListedDocument before = known.get(document.source());
            if (before != null
                    && !before.deleted()
                    && before.contentHash().equals(document.hash().hex())) {
                unchanged.incrementAndGet();
                return;
            }
            sender.ifPresent(s -> s.upsert(document));
            planned.incrementAndGet();
            changed.put(document.source(), document.hash().hex());
        } catch (NotADocumentException e) {
            skip(e.skipped(file));
        }
    }

    private void skip(SkippedFile file) {
        err.println((file.error() ? "failed: " : "skipped: ") + file.source() + ": " + file.reason());
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
