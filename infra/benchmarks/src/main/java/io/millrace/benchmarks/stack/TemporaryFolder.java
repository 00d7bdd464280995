package io.millrace.benchmarks.stack;

import io.millrace.benchmarks.BenchmarkException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder that only its owner may enter, with room enough on its disk. */
record TemporaryFolder(Path path) {

    private static final long MEBIBYTE = 1L << 20;
    /** The servers' own files and the most that PostgreSQL keeps of its log. */
    private static final long AT_LEAST = 1536 * MEBIBYTE;
    /** A point of 384 dimensions with its text: outbox row, log, two topics, index and its merge. */
    private static final long PER_POINT = 32 * 1024;

    /** @throws BenchmarkException with one sentence, when the disk is short */
    static TemporaryFolder create(int points) {
        Path parent = Path.of(System.getProperty("java.io.tmpdir"));
        try {
            long needed = AT_LEAST + points * PER_POINT;
            long usable = Files.getFileStore(parent).getUsableSpace();
            if (usable < needed) {
                throw new BenchmarkException("A run with " + points + " points may need " + needed / MEBIBYTE
                        + " MB on the disk of " + parent + ", where " + usable / MEBIBYTE
                        + " MB are free: free some, lower --points, or set -Djava.io.tmpdir in JAVA_TOOL_OPTIONS.");
            }
            return new TemporaryFolder(Files.createTempDirectory(parent, "millrace-bench-"));
        } catch (IOException e) {
            throw new BenchmarkException("No folder can be made under " + parent + ": " + e.getMessage() + ".", e);
        }
    }

    /** Deletes the folder; files that a dying server adds meanwhile are met by a second try. */
    void delete() {
        for (int attempt = 0; attempt < 3 && Files.exists(path); attempt++) {
            try (Stream<Path> walk = Files.walk(path)) {
                List<Path> deepestFirst = walk.sorted(Comparator.reverseOrder()).toList();
                for (Path file : deepestFirst) {
                    Files.deleteIfExists(file);
                }
            } catch (NoSuchFileException | java.io.UncheckedIOException | java.nio.file.DirectoryNotEmptyException e) {
                // Something changed under the walk: walk again
            } catch (IOException e) {
                throw new BenchmarkException("The folder " + path + " cannot be deleted: delete it.", e);
            }
        }
    }
}
