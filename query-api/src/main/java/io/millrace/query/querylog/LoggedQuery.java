package io.millrace.query.querylog;

import io.millrace.query.access.Caller;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A search, as it is logged.
 *
 * @param query what was asked; null when the caller sent a vector
 * @param retrieved chunks that were shown, best first
 * @param response {@code complete}, {@code partial}, or the code of the problem that was answered
 * @param latency milliseconds by stage
 */
public record LoggedQuery(
        Instant occurredAt,
        Caller caller,
        @Nullable String query,
        List<UUID> collections,
        List<UUID> retrieved,
        String response,
        Map<String, Double> latency) {

    public LoggedQuery {
        collections = List.copyOf(collections);
        retrieved = List.copyOf(retrieved);
        latency = Map.copyOf(latency);
    }

    String mode() {
        return query == null ? "vector" : "dense";
    }

    /** Without the question. */
    @Override
    public String toString() {
        return "LoggedQuery[occurredAt=" + occurredAt + ", caller=" + caller + "]";
    }
}
