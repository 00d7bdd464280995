package io.millrace.query.collection;

import io.millrace.schemas.id.CollectionId;
import java.util.Optional;
import java.util.regex.Pattern;

/** How callers name a collection: by its name or by its id. A name never looks like an id. */
final class CollectionReference {

    private static final Pattern UUID_FORM =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

    private CollectionReference() {}

    /** The id, if the reference is one. */
    static Optional<CollectionId> id(String reference) {
        return UUID_FORM.matcher(reference).matches() ? Optional.of(CollectionId.parse(reference)) : Optional.empty();
    }
}
