package io.millrace.query.collection;

/** How far a collection is. */
public enum CollectionStatus {
    /** Its index is being made. */
    PENDING,
    READY,
    /** Its documents are not found any more; its points are being dropped. */
    DELETED
}
