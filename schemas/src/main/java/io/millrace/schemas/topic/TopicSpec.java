package io.millrace.schemas.topic;

import io.millrace.schemas.id.VectorStoreName;
import java.util.Map;

/** A topic as it must be: its name, its partitions, what differs from the broker's defaults. */
public record TopicSpec(String name, int partitions, Map<String, String> config) {

    private static final Map<String, String> COMPACTED = Map.of(
            "cleanup.policy", "compact",
            // A consumer that is away for less than a week misses no delete.
            "delete.retention.ms", "604800000",
            "max.compaction.lag.ms", "86400000",
            "max.message.bytes", "16777216");

    public TopicSpec {
        if (partitions < 1) {
            throw new IllegalArgumentException("topic " + name + " needs at least one partition, not " + partitions);
        }
        config = Map.copyOf(config);
    }

    public static TopicSpec documents(TopicNames names, int partitions) {
        return new TopicSpec(
                names.documents(),
                partitions,
                Map.of(
                        "cleanup.policy", "delete",
                        // How long an event may wait for a worker that is away, and erased content for its end.
                        "retention.ms", "604800000",
                        "segment.ms", "86400000",
                        "max.message.bytes", "16777216"));
    }

    public static TopicSpec collections(TopicNames names) {
        return new TopicSpec(names.collections(), 1, COMPACTED);
    }

    public static TopicSpec relay(TopicNames names) {
        return new TopicSpec(names.relay(), 1, COMPACTED);
    }

    public static TopicSpec chunks(TopicNames names, VectorStoreName store, int partitions) {
        return new TopicSpec(names.chunks(store), partitions, COMPACTED);
    }

    /** Dead letters are kept until an operator has looked at them. */
    public static TopicSpec deadLetters(String topic) {
        return new TopicSpec(
                TopicNames.deadLetters(topic),
                1,
                Map.of(
                        "cleanup.policy", "delete",
                        "retention.ms", "-1",
                        "segment.ms", "86400000",
                        "max.message.bytes", "17825792"));
    }
}
