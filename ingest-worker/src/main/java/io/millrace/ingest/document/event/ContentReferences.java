package io.millrace.ingest.document.event;

import io.millrace.ingest.dependency.Dependency;
import io.millrace.ingest.dependency.DependencyUnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@code data_ref} points to: files under one configured folder, and nothing else, for a reference comes from
 * whoever may publish. Thread-safe.
 */
final class ContentReferences {

    private final @Nullable Path root;
    private final long maxBytes;

    ContentReferences(DocumentsProperties properties) {
        this.root = properties.dataRefRoot();
        this.maxBytes = properties.maxContentBytes();
    }

    /**
     * At most one byte more than content may have.
     *
     * @throws RefusedEventException if the reference is not allowed, or nothing is there
     * @throws DependencyUnavailableException if the file is there but cannot be read now
     */
    byte[] read(String reference) {
        if (root == null) {
            throw refused(
                    "data_ref is not allowed here: set millrace.documents.data-ref-root, or send the content itself.");
        }
        Path file = path(reference);
        try {
            Path real = file.toRealPath();
            if (!real.startsWith(root.toRealPath())) {
                throw refused("data_ref points outside the folder that is allowed.");
            }
            if (!Files.isRegularFile(real)) {
                throw notFound();
            }
            try (InputStream in = Files.newInputStream(real)) {
                return in.readNBytes((int) Math.min(maxBytes + 1, Integer.MAX_VALUE - 8));
            }
        } catch (NoSuchFileException e) {
            throw notFound();
        } catch (IOException e) {
            throw new DependencyUnavailableException(
                    Dependency.CONTENT_FOLDER, "A file that data_ref names cannot be read: " + e.getMessage() + ".", e);
        }
    }

    private static Path path(String reference) {
        try {
            URI uri = URI.create(reference);
            if (!"file".equalsIgnoreCase(uri.getScheme())) {
                throw refused("data_ref must be a file: address.");
            }
            return Path.of(uri);
        } catch (IllegalArgumentException | FileSystemNotFoundException e) {
            throw new RefusedEventException(
                    RefusalCode.DATA_REF_REFUSED, "data_ref is not a file: address of this machine.", e);
        }
    }

    private static RefusedEventException refused(String message) {
        return new RefusedEventException(RefusalCode.DATA_REF_REFUSED, message);
    }

    private static RefusedEventException notFound() {
        return new RefusedEventException(RefusalCode.DATA_REF_NOT_FOUND, "There is no file where data_ref points.");
    }
}
