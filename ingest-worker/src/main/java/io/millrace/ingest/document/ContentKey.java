package io.millrace.ingest.document;

import io.millrace.schemas.id.CollectionId;
import io.millrace.schemas.id.ContentHash;
import io.millrace.schemas.id.NameBasedUuid;

/** A content within a collection: at most one document has its chunks, all others that hold it are duplicates of that one. */
record ContentKey(CollectionId collection, ContentHash hash) {

    /** Of the advisory lock under which documents take this content up and give it up. Two contents may share one. */
    long lock() {
        return NameBasedUuid.of(collection.value(), hash.hex()).getMostSignificantBits();
    }
}
