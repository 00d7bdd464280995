package io.millrace.ingest.relay;

import org.postgresql.replication.LogSequenceNumber;

/** Which server this is and how far its WAL is flushed, from {@code IDENTIFY_SYSTEM}. */
record ServerPosition(String systemIdentifier, int timeline, LogSequenceNumber flushed) {}
