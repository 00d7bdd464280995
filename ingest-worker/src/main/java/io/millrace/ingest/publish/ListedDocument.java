package io.millrace.ingest.publish;

/** A document as the API lists it. */
record ListedDocument(
        String source, String contentHash, boolean deleted, long version, long indexedVersion, String status) {

    /** Whether what the pipeline has of it is what searches find. */
    boolean isSettled() {
        return version <= indexedVersion;
    }
}
