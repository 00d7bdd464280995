package io.millrace.ingest.document;

import io.millrace.schemas.id.DocumentId;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who holds a content.
 *
 * @param originals the oldest of those that have its chunks, two at most: more than one only where they were there before
 *     duplicates were known
 * @param heir the oldest duplicate, which is promoted when no original is left
 */
record ContentHolders(List<DocumentId> originals, @Nullable DocumentId heir) {

    static final ContentHolders NONE = new ContentHolders(List.of(), null);

    /** An original that is not this document; null if there is none. */
    @Nullable
    DocumentId originalBesides(DocumentId document) {
        return originals.stream()
                .filter(original -> !original.equals(document))
                .findFirst()
                .orElse(null);
    }

    /** Whether a plan that was made with these still holds with those that are there now. */
    boolean agree(ContentHolders now, DocumentId document) {
        return Objects.equals(originalBesides(document), now.originalBesides(document))
                && Objects.equals(heir, now.heir);
    }
}
