package io.millrace.ingest.relay;

import org.jspecify.annotations.Nullable;

/**
 * A row of {@code outbox}: what is to be a Kafka record. The arrays are handed over, not copied.
 *
 * @param aggregateType the topic without its prefix
 * @param key {@code aggregateid}
 * @param payload the record's value; null deletes
 */
@SuppressWarnings("ArrayRecordComponent")
record OutboxRow(
        String id,
        String aggregateType,
        byte[] key,
        String type,
        byte @Nullable [] payload,
        int partition,
        @Nullable String documentId,
        long version,
        @Nullable String traceparent) {}
