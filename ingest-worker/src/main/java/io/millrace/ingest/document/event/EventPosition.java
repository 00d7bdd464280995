package io.millrace.ingest.document.event;

import java.util.UUID;

/**
 * Where an event stands in Kafka.
 *
 * @param topicId Kafka's own id of the topic: a topic that is created again under the same name has another
 */
public record EventPosition(UUID topicId, int partition, long offset) {

    /** Whether both are in one partition of one topic, and this one is not after the other. */
    public boolean isReplayAfter(EventPosition other) {
        return topicId.equals(other.topicId) && partition == other.partition && offset <= other.offset;
    }
}
