package io.millrace.ingest.relay;

import org.jspecify.annotations.Nullable;
import org.postgresql.replication.LogSequenceNumber;

/**
 * A row of {@code pg_replication_slots}.
 *
 * @param walStatus {@code reserved extended unreserved lost}; null when the slot reserves nothing
 * @param confirmed {@code confirmed_flush_lsn}; null for a slot that is still being made
 */
record SlotState(
        @Nullable String plugin,
        @Nullable String database,
        boolean active,
        @Nullable String walStatus,
        @Nullable LogSequenceNumber confirmed) {

    /** Source: PostgreSQL 18 manual, "pg_replication_slots": only these two promise that all needed WAL is kept. */
    boolean keepsItsWal() {
        return "reserved".equals(walStatus) || "extended".equals(walStatus);
    }
}
