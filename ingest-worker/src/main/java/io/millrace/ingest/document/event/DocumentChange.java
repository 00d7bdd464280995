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
     * @param content the text that offsets refer to
     * @param contentHash of the content as received
     * @param contentBytes its size as received
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
            Map<String, String> metadata,
            @Nullable List<SuppliedChunk> supplied)
            implements DocumentChange {}

    /** The document is to be gone. */
    record Delete(DocumentId id, CollectionSettings collection, String source, Provenance provenance)
            implements DocumentChange {}
}
