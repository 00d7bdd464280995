package io.millrace.ingest.publish;

import io.millrace.schemas.id.ContentHash;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * A file or folder as it was named, and what was put before its sources. Two runs with the same of both are of the same
 * documents: only such a run may tell that a document's file is gone.
 *
 * @param root absolute; of a folder, with its symbolic links resolved
 */
record PublishedPath(Path root, String prefix) {

    /** The metadata key under which a document's event carries the {@link #mark}. */
    static final String METADATA_KEY = "published_from";

    private static final int MARK_LENGTH = 16;

    /** The same for the same path and prefix, and without the path itself: whoever searches need not know it. */
    String mark() {
        byte[] identity =
                (prefix + '\n' + root.toUri().getPath().replaceAll("/+$", "")).getBytes(StandardCharsets.UTF_8);
        return ContentHash.ofBytes(identity).hex().substring(0, MARK_LENGTH);
    }

    boolean isFolder() {
        return Files.isDirectory(root);
    }

    /**
     * Whether the source's file is certainly not there: false when it is hidden, excluded, something else than a file by
     * now, or when nobody can tell.
     *
     * @param source of a document that this path published
     */
    boolean isGone(String source) {
        if (!source.startsWith(prefix)) {
            return false;
        }
        try {
            Path file = root.resolve(source.substring(prefix.length())).normalize();
            return file.startsWith(root) && !file.equals(root) && Files.notExists(file, LinkOption.NOFOLLOW_LINKS);
        } catch (InvalidPathException e) {
            return false;
        }
    }
}
