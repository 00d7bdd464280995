package io.millrace.ingest.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.id.ContentHash;
import io.millrace.schemas.topic.TopicNames;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run makes of the files that it finds: in dry runs, which say what they would do. */
class PublishRunTest {

    private static final int MAX_BYTES = 1000;

    /** Longer than a path may be, in two parts that are not. */
    private static final int LONG = 2500;

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Map<String, ListedDocument> listed = new HashMap<>();

    @TempDir
    Path temporary;

    private Path folder;

    @BeforeEach
    void aFolderWithOneFile() throws IOException {
        folder = Files.createDirectories(temporary.toRealPath().resolve("docs"));
        Files.writeString(folder.resolve("a.md"), "# A\n");
    }

    @Test
    void aDocumentIsDeletedWhenItsFileIsGone() throws IOException {
        listed("gone.md", folder, "");
        listed("part/gone.md", folder, "");
        run("", List.of(), List.of(), true, false);
        assertThat(deleted()).containsExactly("gone.md", "part/gone.md");
    }

    @Test
    void aDocumentIsNotDeletedWhileItsFileExists() throws IOException {
        Files.writeString(folder.resolve("excluded.md"), "x");
        Files.writeString(folder.resolve("not-included.txt"), "x");
        Files.writeString(folder.resolve(".hidden.md"), "x");
        Files.writeString(Files.createDirectories(folder.resolve(".hidden")).resolve("file.md"), "x");
        Files.write(folder.resolve("binary.md"), new byte[] {1, 0, 2});
        Files.writeString(folder.resolve("large.md"), "x".repeat(MAX_BYTES + 1));
        Files.createSymbolicLink(folder.resolve("link.md"), folder.resolve("a.md"));
        Files.createDirectories(folder.resolve("folder.md"));
        for (String source : List.of(
                "a.md",
                "excluded.md",
                "not-included.txt",
                ".hidden.md",
                ".hidden/file.md",
                "binary.md",
                "large.md",
                "link.md",
                "folder.md")) {
            listed(source, folder, "");
        }
        run("", List.of("*.md"), List.of("excluded.md"), true, false);
        assertThat(deleted()).isEmpty();
    }

    @Test
    void onlyWhatTheSamePathPublishedWithTheSamePrefixIsDeleted() throws IOException {
        Path other = Files.createDirectories(temporary.toRealPath().resolve("other"));
        listed("of-another-folder.md", other, "");
        listed("notes/of-another-prefix.md", folder, "notes/");
        listed.put("of-another-producer.md", document("of-another-producer.md", ""));
        listed("mine.md", folder, "");
        run("", List.of(), List.of(), true, false);
        assertThat(deleted()).containsExactly("mine.md");
    }

    @Test
    void sendingEverythingDoesNotKeepWhatIsGone() throws IOException {
        listed("gone.md", folder, "");
        run("", List.of(), List.of(), true, true);
        assertThat(deleted()).containsExactly("gone.md");
    }

    @Test
    void nothingIsDeletedWhenAFolderCannotBeRead() throws IOException {
        Path unreadable = withAFolderThatCannotBeRead();
        try {
            listed("gone.md", folder, "");
            PublishSummary summary = run("", List.of(), List.of(), true, false);
            assertThat(deleted()).isEmpty();
            assertThat(lines("failed: nothing was deleted, since ")).hasSize(1);
            assertThat(summary.failed()).isPositive();
            assertThat(summary.sent()).as("the others go on").isEqualTo(1);
        } finally {
            Files.move(unreadable, temporary.resolve("back"));
        }
    }

    @Test
    void nothingIsDeletedWhenTheFolderItselfIsGone() throws IOException {
        listed("gone.md", folder, "");
        FileSelection.Found found = new FileSelection("", List.of(), List.of()).find(List.of(folder));
        Files.delete(folder.resolve("a.md"));
        Files.delete(folder);
        PublishRun run = dryRun(found, false);
        run.deleteMissing();
        assertThat(deleted()).isEmpty();
        assertThat(lines("failed: nothing was deleted, since " + folder)).hasSize(1);
        assertThat(run.summary(false).failed()).isEqualTo(1);
    }

    @Test
    void aFileThatIsNoDocumentIsOneSentenceAndTheOthersGoOn() throws IOException {
        Files.write(folder.resolve("binary.md"), new byte[] {1, 0, 2});
        Files.write(folder.resolve("latin.txt"), new byte[] {'a', (byte) 0xE9});
        Files.writeString(folder.resolve("large.md"), "x".repeat(MAX_BYTES + 1));
        Files.writeString(folder.resolve("full.md"), "x".repeat(MAX_BYTES));
        Files.writeString(folder.resolve("empty.md"), "");
        Files.writeString(folder.resolve("picture.png"), "x");
        Files.createSymbolicLink(folder.resolve("loop"), folder);
        Files.createSymbolicLink(folder.resolve("self.md"), folder.resolve("self.md"));
        PublishSummary summary = run("", List.of(), List.of(), false, false);
        assertThat(said().lines())
                .contains(
                        "skipped: binary.md is binary.",
                        "skipped: latin.txt is not UTF-8 text.",
                        "skipped: picture.png is neither Markdown nor plain text.",
                        "skipped: loop is a symbolic link, and links are not followed.",
                        "skipped: self.md is a symbolic link, and links are not followed.",
                        "failed: large.md is larger than the 1000 bytes that --max-size allows.",
                        "empty: empty.md has no text, so it becomes a document that no search finds.")
                .filteredOn(line -> !line.startsWith("would ") && !line.startsWith("publish: "))
                .hasSize(7);
        assertThat(summary.sent()).isEqualTo(3);
        assertThat(summary.skipped()).isEqualTo(5);
        assertThat(summary.failed()).isEqualTo(1);
    }

    @Test
    void aFileThatGoesAwayMeanwhileIsOneSentence() throws IOException {
        Files.writeString(folder.resolve("b.md"), "b");
        FileSelection.Found found = new FileSelection("", List.of(), List.of()).find(List.of(folder));
        Files.delete(folder.resolve("a.md"));
        PublishRun run = dryRun(found, false);
        run.publish();
        assertThat(said()).contains("failed: a.md cannot be read: it is gone since it was found.");
        assertThat(run.summary(false).sent()).isEqualTo(1);
    }

    @Test
    void aNamedLinkIsFollowedAndIsTheFolderThatItPointsTo() throws IOException {
        Path link = Files.createSymbolicLink(temporary.resolve("link"), folder);
        listed("gone.md", folder, "");
        FileSelection.Found found = new FileSelection("", List.of(), List.of()).find(List.of(link));
        assertThat(found.files()).extracting(SourceFile::source).containsExactly("a.md");
        dryRun(found, false).deleteMissing();
        assertThat(deleted()).containsExactly("gone.md");
    }

    @Test
    void fiveThousandSmallFilesAreComparedWithWhatIsThere() throws IOException {
        for (int i = 0; i < 5_000; i++) {
            Files.writeString(folder.resolve(i + ".md"), "text " + i);
            ListedDocument same = document(i + ".md", "text " + i, folder, "");
            listed.put(same.source(), i % 10 == 0 ? document(i + ".md", "old", folder, "") : same);
        }
        PublishSummary summary = run("", List.of(), List.of("a.md"), true, false);
        assertThat(summary.sent()).isEqualTo(500);
        assertThat(summary.unchanged()).isEqualTo(4_500);
        assertThat(summary.deleted()).isZero();
    }

    @Test
    void whatIsNotATerminalGetsLinesOnly() throws IOException {
        run("", List.of(), List.of(), false, false);
        assertThat(said()).endsWith("publish: 1 of 1" + System.lineSeparator());
        assertThat(said().chars().filter(c -> c == '\r' || c == 0x1B)).isEmpty();
    }

    @Test
    void anInterruptionSaysWhatWasSentAndHowItGoesOn() throws IOException {
        FileSelection.Found found = new FileSelection("", List.of(), List.of()).find(List.of(folder));
        try (DocumentEventSender unanswered = new DocumentEventSender(
                Map.of("bootstrap.servers", "127.0.0.1:1"), new TopicNames("t"), "books", Clock.systemUTC())) {
            assertThat(run(found, false, Optional.of(unanswered)).interruption())
                    .isEqualTo(
                            "Interrupted: 0 of 1 files were sent to collection books (0 unchanged, 0 skipped, 0 failed);"
                                    + " run the same command again to continue.");
            assertThat(run(found, true, Optional.of(unanswered)).interruption())
                    .endsWith("without --force it continues.");
        }
    }

    @Test
    void anInterruptedDryRunHasSentNothing() throws IOException {
        FileSelection.Found found = new FileSelection("", List.of(), List.of()).find(List.of(folder));
        PublishRun run = dryRun(found, false);
        run.publish();
        assertThat(run.interruption()).isEqualTo("Interrupted: nothing was sent, since this is a dry run.");
    }

    private PublishSummary run(
            String prefix, List<String> include, List<String> exclude, boolean deleteMissing, boolean force)
            throws IOException {
        PublishRun run = dryRun(new FileSelection(prefix, include, exclude).find(List.of(folder)), force);
        run.publish();
        if (deleteMissing) {
            run.deleteMissing();
        }
        run.finish();
        return run.summary(false);
    }

    private PublishRun dryRun(FileSelection.Found found, boolean force) {
        return run(found, force, Optional.empty());
    }

    private PublishRun run(FileSelection.Found found, boolean force, Optional<DocumentEventSender> sender) {
        return new PublishRun(
                new PublishRun.Task("books", force, MAX_BYTES),
                found,
                listed,
                sender,
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false);
    }

    /** Not even the administrator can read what has a path longer than PATH_MAX. */
    private Path withAFolderThatCannotBeRead() throws IOException {
        Path first = Files.createDirectories(deep(folder.resolve("deep"), LONG));
        Path second = temporary.resolve("second");
        Files.createDirectories(deep(second, LONG));
        return Files.move(second, first.resolve("second"));
    }

    private static Path deep(Path from, int length) {
        Path path = from;
        while (path.toString().length() < length) {
            path = path.resolve("d".repeat(200));
        }
        return path;
    }

    private void listed(String source, Path from, String prefix) {
        listed.put(source, document(source, "before", from, prefix));
    }

    private static ListedDocument document(String source, String content, Path from, String prefix) {
        String hash =
                ContentHash.ofBytes(content.getBytes(StandardCharsets.UTF_8)).hex();
        return new ListedDocument(source, hash, false, 1, 1, "INDEXED", new PublishedPath(from, prefix).mark());
    }

    private static ListedDocument document(String source, String publishedFrom) {
        return new ListedDocument(source, "00", false, 1, 1, "INDEXED", publishedFrom);
    }

    private String said() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private List<String> lines(String start) {
        return said().lines().filter(line -> line.startsWith(start)).toList();
    }

    private List<String> deleted() {
        return lines("would delete: ").stream()
                .map(line -> line.substring("would delete: ".length()))
                .toList();
    }
}
