package io.millrace.ingest.document.event;

/** Why an event can never be applied. The wire names are stable: header of the dead letter and metric tag. */
public enum RefusalCode {
    UNDECODABLE("document-event-undecodable"),
    SCHEMA_REGISTRY_NOT_CONFIGURED("schema-registry-not-configured"),
    UNKNOWN_COLLECTION("unknown-collection"),
    COLLECTION_ARCHIVED("collection-archived"),
    DOCUMENT_LIMIT_REACHED("collection-document-limit"),
    BYTE_LIMIT_REACHED("collection-byte-limit"),
    NO_SUCH_DOCUMENT("no-such-document"),
    NOT_RESTORABLE("document-not-restorable"),
    EMPTY_SOURCE("empty-source"),
    INVALID_SOURCE("invalid-source"),
    INVALID_FIELD("invalid-field"),
    INVALID_UTF8("invalid-utf-8"),
    MISSING_CONTENT("missing-content"),
    AMBIGUOUS_CONTENT("ambiguous-content"),
    CONTENT_TOO_LARGE("content-too-large"),
    METADATA_TOO_LARGE("metadata-too-large"),
    UNSUPPORTED_MIME_TYPE("unsupported-mime-type"),
    DATA_REF_REFUSED("data-ref-refused"),
    DATA_REF_NOT_FOUND("data-ref-not-found"),
    INVALID_VECTOR("invalid-vector"),
    EMPTY_CHUNK("empty-chunk"),
    TOO_MANY_CHUNKS("too-many-chunks"),
    CHUNKING_FAILED("chunking-failed"),
    EMBEDDING_REJECTED("embedding-rejected"),
    REJECTED_BY_DATABASE("rejected-by-database");

    private final String wireName;

    RefusalCode(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }
}
