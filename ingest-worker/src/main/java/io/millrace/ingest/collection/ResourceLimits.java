package io.millrace.ingest.collection;

import org.jspecify.annotations.Nullable;

/**
 * What a collection may hold: {@code collection_resource_limits}.
 *
 * @param maxDocuments that are not deleted; null for any number
 * @param maxBytes of their content as received; null for any number
 */
public record ResourceLimits(
        @Nullable Long maxDocuments, @Nullable Long maxBytes) {

    public static final ResourceLimits NONE = new ResourceLimits(null, null);

    public boolean isNone() {
        return maxDocuments == null && maxBytes == null;
    }
}
