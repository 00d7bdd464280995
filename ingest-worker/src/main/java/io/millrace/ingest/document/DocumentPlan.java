package io.millrace.ingest.document;

import io.millrace.ingest.document.event.DocumentChange;
import io.millrace.schemas.id.ChunkId;
import java.util.List;

/**
 * What an event means for its document as it stands. Made outside any transaction; good while the document's stamp is still
 * the expected one.
 */
sealed interface DocumentPlan {

    DocumentChange change();

    /** Nothing is written. */
    record Ignore(DocumentChange change, Outcome outcome) implements DocumentPlan {}

    /** A plan that writes. */
    sealed interface Write extends DocumentPlan {
        StoredDocument.Stamp expected();
    }

    /** Only that the event was seen is written. */
    record Touch(DocumentChange change, StoredDocument.Stamp expected) implements Write {}

    record Upsert(
            DocumentChange.Upsert change,
            StoredDocument.Stamp expected,
            String fingerprint,
            int chunkCount,
            ChunkDiff chunks)
            implements Write {}

    record Delete(DocumentChange.Delete change, StoredDocument.Stamp expected, List<ChunkId> chunks) implements Write {}
}
