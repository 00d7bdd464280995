package io.millrace.ingest.relay;

/** Why the slot cannot be trusted to hold every row that is not yet sent. */
public enum RepairReason {
    /** No watermark: nothing was ever sent, or the watermark topic is gone. */
    NO_WATERMARK,
    /** An earlier repair did not get to its end. */
    UNFINISHED_REPAIR,
    SLOT_MISSING,
    /** The server has removed WAL that the slot needs, or will at its next checkpoint. */
    SLOT_INVALIDATED,
    /** The slot confirms more than was ever sent: somebody moved it, or made a new one. */
    SLOT_AHEAD,
    /** The server has not yet reached what was sent: it was restored to an earlier moment. */
    SERVER_BEHIND,
    /** The watermark is of another database cluster, or of a later timeline of this one. */
    OTHER_SERVER
}
