package io.millrace.ingest.document.event;

import org.jspecify.annotations.Nullable;

/**
 * The file that a document came from, as its producer says; nothing opens it.
 *
 * @param size in bytes
 */
public record FileReference(
        @Nullable String name,
        @Nullable String path,
        @Nullable Long size) {

    public static final FileReference NONE = new FileReference(null, null, null);

    public boolean isNone() {
        return equals(NONE);
    }
}
