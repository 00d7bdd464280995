package io.millrace.sync.deadletter;

import org.jspecify.annotations.Nullable;

/**
 * A dead letter as it lies in its topic.
 *
 * @param offset in the dead-letter topic
 * @param key of the original record, in hexadecimal
 * @param valueBytes size of the original value; null for a null value
 */
public record StoredDeadLetter(
        int partition,
        long offset,
        @Nullable String errorCode,
        @Nullable String reason,
        @Nullable String key,
        @Nullable Integer valueBytes,
        @Nullable String originalTopic,
        long originalPartition,
        long originalOffset,
        long originalTimestamp) {}
