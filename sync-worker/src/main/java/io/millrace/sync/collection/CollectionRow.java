package io.millrace.sync.collection;

import io.millrace.schemas.id.CollectionId;
import io.millrace.schemas.id.VectorStoreName;
import java.util.Optional;

/**
 * What Postgres says of a collection.
 *
 * @param partitionKey the partition of chunks that holds it
 * @param live the generation that the alias points to, as far as we know
 * @param staging the generation that is being made
 */
public record CollectionRow(
        CollectionId id,
        String name,
        int partitionKey,
        boolean deleted,
        Optional<String> live,
        Optional<String> staging) {

    public VectorStoreName store() {
        return id.vectorStoreName();
    }
}
