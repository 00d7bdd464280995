package io.millrace.local.system;

import io.millrace.local.process.FileTree;
import io.millrace.local.process.LocalProcessException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A file or folder that a purge deletes, with its size. */
public record PurgeItem(Path path, long bytes) {

    static List<PurgeItem> in(Path folder) {
        try (Stream<Path> children = Files.list(folder)) {
            return children.sorted()
                    .map(child -> new PurgeItem(child, size(child)))
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new LocalProcessException("Cannot read " + folder + ": " + e.getMessage() + ".", e);
        }
    }

    static void delete(Path folder) {
        try {
            FileTree.delete(folder);
        } catch (IOException e) {
            throw new LocalProcessException("Cannot delete " + folder + ": " + e.getMessage() + ".", e);
        }
    }

    private static long size(Path root) {
        try (Stream<Path> tree = Files.walk(root)) {
            return tree.mapToLong(PurgeItem::sizeOfFile).sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long sizeOfFile(Path path) {
        try {
            return Files.isRegularFile(path) ? Files.size(path) : 0;
        } catch (IOException e) {
            // Gone meanwhile: a running server removes files
            return 0;
        }
    }
}
