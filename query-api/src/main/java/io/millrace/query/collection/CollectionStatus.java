package io.millrace.query.collection;

/** How far a collection is. */
public enum CollectionStatus {
    /** Its index is being made. */
    PENDING,
    READY,
    /** A rebuild is at work; search goes on. */
    PROCESSING,
    /** Its index could not be made. */
    ERROR,
    /** Its index is incomplete; search goes on. */
    DEGRADED,
    /** Searched, but takes no documents. */
    ARCHIVED,
    /** Its documents are not found any more; its points are being dropped. */
    DELETED
}
