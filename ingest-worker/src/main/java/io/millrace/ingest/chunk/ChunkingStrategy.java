package io.millrace.ingest.chunk;

/** How a collection's documents are cut. */
public enum ChunkingStrategy {
    /** By each document's media type. */
    AUTO,
    MARKDOWN,
    PLAIN
}
