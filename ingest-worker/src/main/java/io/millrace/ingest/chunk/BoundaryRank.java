package io.millrace.ingest.chunk;

/** How good it is to cut before a unit of text, from worst to best. */
enum BoundaryRank {
    CHARACTER,
    WORD,
    LINE,
    SENTENCE,
    /** An item of a list, a row of a table. */
    ITEM,
    /** A paragraph, or another whole block. */
    BLOCK
}
