package io.millrace.schemas.id;

import java.util.UUID;

/**
 * A chunk's identity within its document: the content, and which occurrence of that content it is. It is the id of the
 * Qdrant point too. Text that moves keeps its id; text that changes gets another.
 */
public record ChunkId(UUID value) {

    /**
     * @param occurrence 0 for the first chunk of this content in the document, 1 for the second, …
     */
    public static ChunkId of(DocumentId document, ContentHash hash, int occurrence) {
        return new ChunkId(NameBasedUuid.of(document.value(), hash.hex() + ":" + occurrence));
    }

    /** @throws IllegalArgumentException if the text is not a UUID */
    public static ChunkId parse(String text) {
        return new ChunkId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
