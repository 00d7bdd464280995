package io.millrace.query.collection;

/** How documents are cut. */
public enum ChunkingStrategy {
    /** By the document's media type. */
    AUTO,
    MARKDOWN,
    PLAIN
}
