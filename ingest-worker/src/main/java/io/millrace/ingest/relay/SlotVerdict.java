package io.millrace.ingest.relay;

import java.time.Instant;
import java.util.Optional;

/** Whether the slot may be streamed from. */
sealed interface SlotVerdict {

    record Stream() implements SlotVerdict {}

    /** @param sentUntil database time of the newest row that was surely sent; empty when no row may be left out */
    record Repair(RepairReason reason, Optional<Instant> sentUntil) implements SlotVerdict {}
}
