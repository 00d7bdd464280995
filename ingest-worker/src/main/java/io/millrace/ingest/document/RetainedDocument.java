package io.millrace.ingest.document;

import io.millrace.ingest.chunk.TextFormat;
import io.millrace.ingest.collection.CollectionSettings;
import io.millrace.ingest.document.event.DocumentChange;
import io.millrace.ingest.document.event.DocumentChange.Hygiene;
import io.millrace.ingest.document.event.Provenance;
import io.millrace.ingest.document.event.SuppliedChunk;
import io.millrace.schemas.id.ContentHash;
import io.millrace.schemas.id.DocumentId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A document's row with all that its producer ever sent, so that it can be published again without its producer.
 *
 * @param supplied the producer's own chunks, with those of its vectors that are still stored
 */
record RetainedDocument(
        DocumentId id,
        String source,
        StoredDocument document,
        ContentHash contentHash,
        String content,
        int strippedCharacters,
        @Nullable Instant occurredAt,
        @Nullable List<SuppliedChunk> supplied) {

    /** As it was. */
    DocumentChange.Upsert republished(CollectionSettings collection, Provenance provenance) {
        return described(collection, provenance, document.title(), document.metadata());
    }

    /** As it was, but with this title and this metadata. */
    DocumentChange.Upsert described(
            CollectionSettings collection,
            Provenance provenance,
            @Nullable String title,
            Map<String, String> metadata) {
        return new DocumentChange.Upsert(
                id,
                collection,
                source,
                provenance,
                title,
                TextFormat.ofMediaType(document.mimeType()),
                content,
                contentHash,
                document.contentBytes(),
                new Hygiene(strippedCharacters, DocumentPlanner.wasCleaned(document.chunkingFingerprint())),
                document.file(),
                metadata,
                supplied);
    }

    /** Another document's event has made it the original: the event is that one's, the time its own. */
    DocumentChange.Upsert promoted(CollectionSettings collection, Provenance cause) {
        return republished(
                collection,
                new Provenance(
                        cause.eventId(), cause.position(), null, occurredAt, cause.actor(), cause.traceparent()));
    }
}
