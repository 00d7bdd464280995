package io.millrace.sync.erasure;

import io.millrace.sync.retry.DependencyException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * What an erasure asks the broker. A topic that does not exist has no offsets. Thread-safe. Every method throws
 * {@link DependencyException} if Kafka does not answer.
 */
final class TopicAdmin {

    private static final long ANSWER_SECONDS = 30;

    private final Admin admin;

    TopicAdmin(Admin admin) {
        this.admin = admin;
    }

    boolean exists(String topic) {
        return !offsets(topic, OffsetSpec.latest()).isEmpty();
    }

    Map<Integer, Long> begins(String topic) {
        return offsets(topic, OffsetSpec.earliest());
    }

    /** The offsets after the last records that are there now. */
    Map<Integer, Long> ends(String topic) {
        return offsets(topic, OffsetSpec.latest());
    }

    private Map<Integer, Long> offsets(String topic, OffsetSpec which) {
        Map<Integer, Long> offsets = new TreeMap<>();
        try {
            Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
            await(admin.describeTopics(List.of(topic)).allTopicNames())
                    .values()
                    .forEach(description -> description
                            .partitions()
                            .forEach(p -> wanted.put(new TopicPartition(topic, p.partition()), which)));
            await(admin.listOffsets(wanted).all())
                    .forEach((partition, found) -> offsets.put(partition.partition(), found.offset()));
        } catch (UnknownTopicOrPartitionException e) {
            return Map.of();
        }
        return offsets;
    }

    /** Whether the group has committed at least these offsets. Where nothing is to be read, nothing need be committed. */
    boolean isConsumed(String group, String topic, Map<Integer, Long> ends) {
        Map<TopicPartition, OffsetAndMetadata> committed =
                await(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
        return ends.entrySet().stream().allMatch(end -> {
            OffsetAndMetadata position = committed.get(new TopicPartition(topic, end.getKey()));
            return end.getValue() == 0 || (position != null && position.offset() >= end.getValue());
        });
    }

    /** A topic's setting as it holds now, whoever set it, in milliseconds; the fallback if the broker does not say. */
    long millis(String topic, String setting, long fallback) {
        return millis(new ConfigResource(ConfigResource.Type.TOPIC, topic), setting, fallback);
    }

    /** A broker's. */
    long brokerMillis(String setting, long fallback) {
        Node broker = await(admin.describeCluster().nodes()).iterator().next();
        return millis(new ConfigResource(ConfigResource.Type.BROKER, broker.idString()), setting, fallback);
    }

    private long millis(ConfigResource resource, String setting, long fallback) {
        try {
            Config config =
                    await(admin.describeConfigs(List.of(resource)).all()).get(resource);
            ConfigEntry entry = config == null ? null : config.get(setting);
            return entry == null || entry.value() == null ? fallback : Long.parseLong(entry.value());
        } catch (AuthorizationException | UnknownTopicOrPartitionException e) {
            return fallback;
        }
    }

    /** Cuts partitions off before these offsets. */
    void trim(String topic, Map<Integer, Long> before) {
        Map<TopicPartition, RecordsToDelete> cuts = new HashMap<>();
        before.forEach((partition, offset) ->
                cuts.put(new TopicPartition(topic, partition), RecordsToDelete.beforeOffset(offset)));
        await(admin.deleteRecords(cuts).all());
    }

    /** Deletes those of the topics that exist. */
    void delete(Collection<String> topics) {
        admin.deleteTopics(topics).topicNameValues().values().forEach(deleted -> {
            try {
                await(deleted);
            } catch (UnknownTopicOrPartitionException e) {
                // It is gone, and that is what was wanted.
                return;
            }
        });
    }

    private static <T> T await(KafkaFuture<T> answer) {
        try {
            return answer.get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException unknown) {
                throw unknown;
            }
            if (e.getCause() instanceof AuthorizationException refused) {
                throw refused;
            }
            throw unavailable(e);
        } catch (TimeoutException e) {
            throw unavailable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(e);
        }
    }

    private static DependencyException unavailable(Exception e) {
        return new DependencyException("kafka-unavailable", "Kafka did not answer: " + e.getMessage(), e);
    }
}
