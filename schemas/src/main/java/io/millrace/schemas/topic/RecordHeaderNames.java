package io.millrace.schemas.topic;

/** Names of record headers. All values are UTF-8 text. */
public final class RecordHeaderNames {

    /** What the record does: the outbox row's type, one of {@code upsert delete document-committed collection-spec}. */
    public static final String OP = "millrace-op";

    /** The outbox row's id: the same on every delivery of the same row. */
    public static final String EVENT_ID = "millrace-event-id";

    public static final String DOCUMENT_ID = "millrace-document-id";

    public static final String VERSION = "millrace-version";

    /** On dead letters: the stable code of what was wrong. */
    public static final String ERROR_CODE = "millrace-error-code";

    /** W3C Trace Context. */
    public static final String TRACEPARENT = "traceparent";

    private RecordHeaderNames() {}
}
