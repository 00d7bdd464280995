package io.millrace.ingest.document;

import io.millrace.ingest.document.event.DocumentChange;
import io.millrace.ingest.document.event.RefusedEventException;
import io.millrace.schemas.id.ChunkId;
import io.millrace.schemas.id.DocumentId;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an event means for its document as it stands. Made outside any transaction; good while the document's stamp is still
 * the expected one, and the contents that it takes up and gives up are held by whom they were.
 */
sealed interface DocumentPlan {

    DocumentChange change();

    /** Nothing is written. */
    record Ignore(DocumentChange change, Outcome outcome) implements DocumentPlan {}

    /** A plan that writes. */
    sealed interface Write extends DocumentPlan {
        StoredDocument.Stamp expected();

        ContentMoves moves();

        /** This plan, and what follows for another document in the same transaction. */
        default Stream<Write> withPromotion() {
            Upsert promotion = moves().promotion();
            return promotion == null ? Stream.of(this) : Stream.of(this, promotion);
        }
    }

    /** Only that the event was seen is written. */
    record Touch(DocumentChange change, StoredDocument.Stamp expected) implements Write {
        @Override
        public ContentMoves moves() {
            return ContentMoves.NONE;
        }
    }

    /** Why a document is written. */
    enum Cause {
        PUBLISHED("document.upserted"),
        DESCRIBED("document.described"),
        RESTORED("document.restored"),
        /** Of another document's event, which its own position in the topic does not follow. */
        PROMOTED("document.promoted");

        private final String operation;

        Cause(String operation) {
            this.operation = operation;
        }

        /** As the audit log has it. */
        String operation() {
            return operation;
        }
    }

    /**
     * @param duplicateOf whose content it is; null if it has chunks of its own
     * @param failure why a promoted document, whose event was taken long ago, has no chunks all the same
     * @param growth of the collection
     */
    record Upsert(
            DocumentChange.Upsert change,
            StoredDocument.Stamp expected,
            Cause cause,
            String fingerprint,
            int chunkCount,
            ChunkDiff chunks,
            @Nullable DocumentId duplicateOf,
            @Nullable RefusedEventException failure,
            ContentMoves moves,
            Growth growth)
            implements Write {

        Upsert failed(RefusedEventException why) {
            return new Upsert(change, expected, cause, fingerprint, 0, ChunkDiff.NONE, null, why, moves, growth);
        }

        Upsert moving(ContentMoves others) {
            return new Upsert(
                    change, expected, cause, fingerprint, chunkCount, chunks, duplicateOf, failure, others, growth);
        }
    }

    record Delete(DocumentChange.Delete change, StoredDocument.Stamp expected, List<ChunkId> chunks, ContentMoves moves)
            implements Write {

        Delete moving(ContentMoves others) {
            return new Delete(change, expected, chunks, others);
        }
    }

    /** What a plan adds to what its collection holds; less than nothing when it takes away. */
    record Growth(long documents, long bytes) {
        static final Growth NONE = new Growth(0, 0);
    }

    /** The plan with another promotion. */
    static Write withPromotion(Write plan, Upsert promotion) {
        return switch (plan) {
            case Touch touch -> touch;
            case Upsert upsert -> upsert.moving(upsert.moves().withPromotion(promotion));
            case Delete delete -> delete.moving(delete.moves().withPromotion(promotion));
        };
    }
}
