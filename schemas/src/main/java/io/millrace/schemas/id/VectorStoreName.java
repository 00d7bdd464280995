package io.millrace.schemas.id;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.UUID;
import java.util.regex.Pattern;

/** The name under which a collection is searched: a Qdrant alias, {@code col_} and the collection id with underscores. */
public record VectorStoreName(String value) {

    private static final Pattern FORM =
            Pattern.compile("col_[0-9a-f]{8}_[0-9a-f]{4}_[0-9a-f]{4}_[0-9a-f]{4}_[0-9a-f]{12}");
    private static final DateTimeFormatter GENERATION =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss").withZone(ZoneOffset.UTC);

    public VectorStoreName {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "a vector store name is col_ and a lower-case UUID with underscores, not '" + value + "'");
        }
    }

    /** The collection that it names. */
    public CollectionId collectionId() {
        return new CollectionId(UUID.fromString(value.substring("col_".length()).replace('_', '-')));
    }

    /** The name of a physical Qdrant collection behind this alias, begun at the given time (to the second, UTC). */
    public String generation(Instant begunAt) {
        return value + "__" + GENERATION.format(begunAt);
    }

    @Override
    public String toString() {
        return value;
    }
}
