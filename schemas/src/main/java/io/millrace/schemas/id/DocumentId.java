package io.millrace.schemas.id;

import java.util.UUID;

/** A document's identity: the same source in the same collection is the same document for ever. */
public record DocumentId(UUID value) {

    public static DocumentId of(CollectionId collection, String source) {
        return new DocumentId(NameBasedUuid.of(collection.value(), source));
    }

    /** @throws IllegalArgumentException if the text is not a UUID */
    public static DocumentId parse(String text) {
        return new DocumentId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
