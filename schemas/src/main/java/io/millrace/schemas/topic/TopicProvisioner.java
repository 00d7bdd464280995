package io.millrace.schemas.topic;

import io.millrace.schemas.transport.UntrustedServer;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TopicExistsException;

/** Creates topics that do not exist. Never changes one that does. Thread-safe. */
public final class TopicProvisioner {

    private final Admin admin;
    private final Optional<Short> replicationFactor;

    /** @param replicationFactor the broker's default when empty */
    public TopicProvisioner(Admin admin, Optional<Short> replicationFactor) {
        this.admin = admin;
        this.replicationFactor = replicationFactor;
    }

    /**
     * Returns once every topic exists.
     *
     * @throws KafkaException if the broker refuses one or cannot be reached within the client's time-out
     */
    public void ensure(Collection<TopicSpec> topics) {
        List<NewTopic> wanted = topics.stream()
                .map(t -> new NewTopic(t.name(), Optional.of(t.partitions()), replicationFactor).configs(t.config()))
                .toList();
        admin.createTopics(wanted).values().forEach((name, future) -> {
            try {
                future.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new org.apache.kafka.common.errors.InterruptException(e);
            } catch (ExecutionException e) {
                Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
                if (!(cause instanceof TopicExistsException)) {
                    throw new KafkaException(
                            UntrustedServer.kafka(e)
                                    .orElse("topic " + name + " could not be created: " + cause.getMessage()),
                            cause);
                }
            }
        });
    }
}
