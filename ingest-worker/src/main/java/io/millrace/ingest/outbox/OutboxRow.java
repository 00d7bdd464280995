package io.millrace.ingest.outbox;

import io.millrace.schemas.changeevent.ChangeEvent;
import org.jspecify.annotations.Nullable;

/**
 * A change event on its way to its topic.
 *
 * @param aggregateType the topic without its prefix
 * @param partition of that topic
 */
public record OutboxRow(
        ChangeEvent event,
        String aggregateType,
        int partition,
        @Nullable String traceparent) {}
