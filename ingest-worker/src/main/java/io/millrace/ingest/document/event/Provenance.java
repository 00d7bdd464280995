package io.millrace.ingest.document.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Where a change comes from. */
public record Provenance(
        String eventId,
        EventPosition position,
        @Nullable Long sequence,
        @Nullable Instant occurredAt,
        @Nullable String actor,
        @Nullable String traceparent) {}
