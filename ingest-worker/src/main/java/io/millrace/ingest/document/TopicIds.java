package io.millrace.ingest.document;

import io.millrace.ingest.dependency.Dependency;
import io.millrace.ingest.dependency.DependencyUnavailableException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Uuid;

/** Kafka's own ids of topics, asked for once per assignment. Thread-safe. */
final class TopicIds {

    private final Admin admin;
    private final ConcurrentHashMap<String, UUID> known = new ConcurrentHashMap<>();

    TopicIds(Admin admin) {
        this.admin = admin;
    }

    /** @throws DependencyUnavailableException if the broker cannot say now */
    UUID of(String topic) {
        UUID id = known.get(topic);
        if (id == null) {
            id = ask(topic);
            known.put(topic, id);
        }
        return id;
    }

    /** A topic may have been created again. */
    void forget() {
        known.clear();
    }

    private UUID ask(String topic) {
        try {
            TopicDescription description = admin.describeTopics(List.of(topic))
                    .topicNameValues()
                    .values()
                    .iterator()
                    .next()
                    .get();
            Uuid id = description.topicId();
            return new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(topic, e);
        } catch (ExecutionException | KafkaException e) {
            throw unavailable(topic, e);
        }
    }

    private static DependencyUnavailableException unavailable(String topic, Exception cause) {
        return new DependencyUnavailableException(
                Dependency.KAFKA, "The topic " + topic + " cannot be described now.", cause);
    }
}
