package io.millrace.ingest.document;

import java.util.Locale;

/** What became of an event. */
enum Outcome {
    APPLIED,
    /** The document is so already. */
    UNCHANGED,
    /** Its sequence is older than the document's. */
    STALE,
    /** It stands in its partition at or before the event that the document shows. */
    REPLAYED,
    DEAD_LETTERED;

    String tag() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
