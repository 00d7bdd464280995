package io.millrace.ingest.document.event;

import java.util.Locale;

/** What an event is to do. CloudEvents types are reverse-DNS names of their producer's: only how they end counts. */
enum EventKind {
    UPSERT,
    /** The document is not to be found any more; it can be restored until it is purged. */
    DELETE,
    /** Its content is to be gone for good. */
    PURGE,
    /** What was deleted is to be there again, as it was. */
    RESTORE,
    /** Only title and metadata are to be others. */
    DESCRIBE;

    static EventKind of(String type) {
        String lower = type.toLowerCase(Locale.ROOT);
        if (lower.endsWith("deleted")) {
            return DELETE;
        }
        if (lower.endsWith("purged")) {
            return PURGE;
        }
        if (lower.endsWith("restored")) {
            return RESTORE;
        }
        return lower.endsWith("described") ? DESCRIBE : UPSERT;
    }
}
