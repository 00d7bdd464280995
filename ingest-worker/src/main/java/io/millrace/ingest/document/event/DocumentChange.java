package io.millrace.ingest.document.event;

import io.millrace.ingest.chunk.TextFormat;
import io.millrace.ingest.collection.CollectionSettings;
import io.millrace.schemas.id.ContentHash;
import io.millrace.schemas.id.DocumentId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an event wants of one document. Immutable. */
public sealed interface DocumentChange {

    DocumentId id();

    CollectionSettings collection();

    String source();

    Provenance provenance();

    /**
     * The document is to be as follows.
     *
     * @param content the clean text, which offsets refer to
     * @param contentHash of the content as received
     * @param contentBytes its size as received
     * @param hygiene what cleaning did to it
     * @param supplied the producer's own chunks; null when the text is to be cut here
     */
    record Upsert(
            DocumentId id,
            CollectionSettings collection,
            String source,
            Provenance provenance,
            @Nullable String title,
            TextFormat format,
            String content,
            ContentHash contentHash,
            long contentBytes,
            Hygiene hygiene,
            FileReference file,
            Map<String, String> metadata,
            @Nullable List<SuppliedChunk> supplied)
            implements DocumentChange {

        /** The same, from another file. */
        public Upsert from(FileReference other) {
            return new Upsert(
                    id,
                    collection,
                    source,
                    provenance,
                    title,
                    format,
                    content,
                    contentHash,
                    contentBytes,
                    hygiene,
                    other,
                    metadata,
                    supplied);
        }
    }

    /**
     * What cleaning did.
     *
     * @param stripped hidden characters that were removed, from title and metadata too
     * @param contentChanged whether the content is another than was received
     */
    record Hygiene(int stripped, boolean contentChanged) {}

    /**
     * The document is not to be found any more.
     *
     * @param purged whether its content is to be gone too, so that it cannot be restored
     */
    record Delete(DocumentId id, CollectionSettings collection, String source, Provenance provenance, boolean purged)
            implements DocumentChange {}

    /** A deleted document is to be as it was. */
    record Restore(DocumentId id, CollectionSettings collection, String source, Provenance provenance)
            implements DocumentChange {}

    /** The document is to have this title and this metadata; its content stays. */
    record Describe(
            DocumentId id,
            CollectionSettings collection,
            String source,
            Provenance provenance,
            @Nullable String title,
            Map<String, String> metadata)
            implements DocumentChange {}
}
