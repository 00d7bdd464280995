package io.millrace.ingest.relay;

import java.util.Optional;

/**
 * Decides whether a slot holds every row that is not yet sent.
 *
 * <p>A slot that is behind the watermark only sends again what was sent. A slot that is ahead of it, on another server or
 * without its WAL would skip rows in silence: Debezium streams from whatever {@code confirmed_flush_lsn} says, and creates a
 * slot that is missing. Source: Debezium 3.6.1 {@code PostgresReplicationConnection#initReplicationSlot},
 * {@code PostgresConnectorTask#tryToCreateSlot}; PostgreSQL 18 {@code StartLogicalReplication}, which begins at the larger of
 * the asked and the confirmed position.
 */
final class SlotGuard {

    private SlotGuard() {}

    static SlotVerdict judge(Optional<Watermark> known, Optional<SlotState> slot, ServerPosition server) {
        if (known.isEmpty()) {
            return new SlotVerdict.Repair(RepairReason.NO_WATERMARK, Optional.empty());
        }
        Watermark watermark = known.get();
        if (!watermark.systemIdentifier().equals(server.systemIdentifier())
                || watermark.timeline() > server.timeline()) {
            return new SlotVerdict.Repair(RepairReason.OTHER_SERVER, Optional.empty());
        }
        if (server.flushed().compareTo(watermark.commitLsn()) < 0) {
            return new SlotVerdict.Repair(RepairReason.SERVER_BEHIND, Optional.empty());
        }
        Optional<RepairReason> reason = watermark.isRepairUnfinished()
                ? Optional.of(RepairReason.UNFINISHED_REPAIR)
                : slot.isEmpty() ? Optional.of(RepairReason.SLOT_MISSING) : distrust(slot.get(), watermark);
        return reason.<SlotVerdict>map(r -> new SlotVerdict.Repair(r, Optional.of(watermark.committedAt())))
                .orElseGet(SlotVerdict.Stream::new);
    }

    private static Optional<RepairReason> distrust(SlotState slot, Watermark watermark) {
        if (!slot.keepsItsWal() || slot.confirmed() == null) {
            return Optional.of(RepairReason.SLOT_INVALIDATED);
        }
        return slot.confirmed().compareTo(watermark.commitLsn()) > 0
                ? Optional.of(RepairReason.SLOT_AHEAD)
                : Optional.empty();
    }
}
