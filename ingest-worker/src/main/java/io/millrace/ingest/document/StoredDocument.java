package io.millrace.ingest.document;

import io.millrace.ingest.document.event.EventPosition;
import io.millrace.ingest.document.event.FileReference;
import io.millrace.schemas.id.ContentHash;
import io.millrace.schemas.id.DocumentId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A document's row, without its content.
 *
 * @param purged whether its content is gone for good, or never was there
 */
record StoredDocument(
        Stamp stamp,
        @Nullable ContentHash contentHash,
        long contentBytes,
        String chunkingFingerprint,
        @Nullable String title,
        String mimeType,
        FileReference file,
        Map<String, String> metadata,
        boolean deleted,
        boolean purged) {

    /**
     * What every change of a row changes: equal stamps mean that nothing has happened in between.
     *
     * @param duplicateOf changes without a version when another becomes the original
     */
    record Stamp(
            long version,
            @Nullable Long sequence,
            @Nullable EventPosition position,
            @Nullable DocumentId duplicateOf) {

        /** Of a row that is not there, or was only made to be locked. */
        static final Stamp NONE = new Stamp(0, null, null, null);
    }

    boolean isDuplicate() {
        return stamp.duplicateOf() != null;
    }
}
