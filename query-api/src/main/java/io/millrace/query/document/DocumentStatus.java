package io.millrace.query.document;

/** How far a document is. */
public enum DocumentStatus {
    /** Its newest version is in PostgreSQL and not searchable yet. */
    COMMITTED,
    /** Its newest version is searchable. */
    INDEXED,
    /** It is gone, or is being taken out of the index. */
    DELETED,
    /** Its newest event could not be applied; see its error. */
    FAILED
}
