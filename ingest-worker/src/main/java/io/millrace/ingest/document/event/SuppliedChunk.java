package io.millrace.ingest.document.event;

import org.jspecify.annotations.Nullable;

/**
 * A chunk that the producer cut, and perhaps embedded.
 *
 * @param vector finite, of the collection's dimension; handed over, not copied: do not write to it
 */
@SuppressWarnings("ArrayRecordComponent")
public record SuppliedChunk(
        String text,
        @Nullable String sectionTitle,
        @Nullable String pageReference,
        float @Nullable [] vector) {}
