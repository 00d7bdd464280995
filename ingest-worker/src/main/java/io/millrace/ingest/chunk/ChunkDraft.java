package io.millrace.ingest.chunk;

import org.jspecify.annotations.Nullable;

/**
 * A chunk before it has an identity.
 *
 * @param text {@code content.substring(startOffset, endOffset)}, or what the producer sent
 * @param sectionTitle the headings above it, from the outermost, joined by {@code " > "}
 * @param startOffset in UTF-16 code units of the document's content
 * @param tokenCount estimated
 */
public record ChunkDraft(
        String text,
        @Nullable String sectionTitle,
        @Nullable String pageReference,
        int startOffset,
        int endOffset,
        int tokenCount) {}
