package io.millrace.ingest.document;

import io.millrace.ingest.document.event.EventPosition;
import io.millrace.schemas.id.ContentHash;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A document's row, without its content. */
record StoredDocument(
        Stamp stamp,
        @Nullable ContentHash contentHash,
        String chunkingFingerprint,
        @Nullable String title,
        String mimeType,
        Map<String, String> metadata,
        boolean deleted) {

    /** What every change of a row changes: equal stamps mean that nothing has happened in between. */
    record Stamp(
            long version, @Nullable Long sequence, @Nullable EventPosition position) {

        /** Of a row that is not there, or was only made to be locked. */
        static final Stamp NONE = new Stamp(0, null, null);
    }
}
