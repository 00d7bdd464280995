package io.millrace.ingest.relay;

import java.time.Instant;
import java.util.Optional;
import org.postgresql.replication.LogSequenceNumber;

/**
 * How far the outbox has surely been sent. Whatever the slot confirms was a watermark before.
 *
 * @param commitLsn up to where every transaction's rows are in their topics; {@link LogSequenceNumber#INVALID_LSN} while a
 *     repair is under way
 * @param committedAt when the newest row that was sent was committed, by the database's clock
 */
record Watermark(String systemIdentifier, int timeline, LogSequenceNumber commitLsn, Instant committedAt) {

    /**
     * Says that a repair has begun and how much it must send again, so that whoever comes after a crash begins it anew.
     *
     * @param sentUntil as in {@link SlotVerdict.Repair}
     */
    static Watermark ofUnfinishedRepair(ServerPosition server, Optional<Instant> sentUntil) {
        return new Watermark(
                server.systemIdentifier(),
                server.timeline(),
                LogSequenceNumber.INVALID_LSN,
                sentUntil.orElse(Instant.EPOCH));
    }

    boolean isRepairUnfinished() {
        return commitLsn.equals(LogSequenceNumber.INVALID_LSN);
    }
}
