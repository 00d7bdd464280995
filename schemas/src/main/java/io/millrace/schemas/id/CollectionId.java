package io.millrace.schemas.id;

import java.util.UUID;

/** A collection's identity: a random UUID, given once. */
public record CollectionId(UUID value) {

    /** A new identity. */
    public static CollectionId random() {
        return new CollectionId(UUID.randomUUID());
    }

    /** @throws IllegalArgumentException if the text is not a UUID */
    public static CollectionId parse(String text) {
        return new CollectionId(UUID.fromString(text));
    }

    /** The Qdrant alias, and the last part of the name of the collection's topic. */
    public VectorStoreName vectorStoreName() {
        return new VectorStoreName("col_" + value.toString().replace('-', '_'));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
