package io.millrace.ingest.publish;

/**
 * A document as the API lists it.
 *
 * @param publishedFrom the {@link PublishedPath#mark} of the path that published it; empty if another producer did
 */
record ListedDocument(
        String source,
        String contentHash,
        boolean deleted,
        long version,
        long indexedVersion,
        String status,
        String publishedFrom) {

    /** Whether what the pipeline has of it is what searches find. */
    boolean isSettled() {
        return version <= indexedVersion;
    }
}
