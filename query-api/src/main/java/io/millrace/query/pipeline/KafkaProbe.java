package io.millrace.query.pipeline;

import io.millrace.query.pipeline.PipelineReport.DeadLetters;
import io.millrace.query.pipeline.PipelineReport.Stage;
import io.millrace.query.pipeline.PipelineReport.State;
import io.millrace.schemas.topic.TopicNames;
import io.millrace.schemas.transport.UntrustedServer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** What Kafka knows of the pipeline: how far each consumer group is behind, and how many dead letters there are. */
@Component
class KafkaProbe {

    private static final Logger log = LoggerFactory.getLogger(KafkaProbe.class);
    private static final String DEAD_LETTERS = TopicNames.deadLetters("");

    private final Admin admin;
    private final TopicNames names;

    KafkaProbe(Admin admin, TopicNames names) {
        this.admin = admin;
        this.names = names;
    }

    record Reading(Stage ingest, Stage sync, List<DeadLetters> deadLetters) {}

    /** Bounded by the admin client's own time-out. */
    Reading read() throws ExecutionException, InterruptedException {
        try {
            return ask();
        } catch (ExecutionException e) {
            String untrusted = UntrustedServer.kafka(e).orElseThrow(() -> e);
            log.atError().log(untrusted);
            String detail = "Kafka shows a certificate that this server does not trust: tell its operator.";
            return new Reading(Stage.down("ingest", detail), Stage.down("sync", detail), List.of());
        }
    }

    private Reading ask() throws ExecutionException, InterruptedException {
        Set<String> topics = ours(admin.listTopics().names().get());
        Map<TopicPartition, OffsetSpec> newest = new HashMap<>();
        Map<TopicPartition, OffsetSpec> oldest = new HashMap<>();
        for (TopicDescription topic : describe(topics)) {
            topic.partitions().forEach(p -> {
                TopicPartition partition = new TopicPartition(topic.name(), p.partition());
                newest.put(partition, OffsetSpec.latest());
                if (topic.name().endsWith(DEAD_LETTERS)) {
                    oldest.put(partition, OffsetSpec.earliest());
                }
            });
        }
        Map<TopicPartition, ListOffsetsResultInfo> ends =
                admin.listOffsets(newest).all().get();
        Map<TopicPartition, ListOffsetsResultInfo> begins =
                admin.listOffsets(oldest).all().get();
        Pattern chunks = names.allChunks();
        return new Reading(
                group("ingest", names.ingestGroup(), names.documents()::equals, ends),
                group("sync", names.syncGroup(), topic -> chunks.matcher(topic).matches(), ends),
                deadLetters(begins, ends));
    }

    private Collection<TopicDescription> describe(Set<String> topics) throws ExecutionException, InterruptedException {
        return topics.isEmpty()
                ? List.of()
                : admin.describeTopics(topics).allTopicNames().get().values();
    }

    private Set<String> ours(Set<String> all) {
        Set<String> ours = new TreeSet<>(all);
        Pattern chunks = names.allChunks();
        ours.removeIf(topic -> !topic.equals(names.documents())
                && !chunks.matcher(topic).matches()
                && !(topic.startsWith(names.prefix() + ".") && topic.endsWith(DEAD_LETTERS)));
        return ours;
    }

    private Stage group(
            String stage, String group, Predicate<String> consumes, Map<TopicPartition, ListOffsetsResultInfo> ends)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get();
        long lag = 0;
        for (Map.Entry<TopicPartition, ListOffsetsResultInfo> end : ends.entrySet()) {
            if (consumes.test(end.getKey().topic())) {
                OffsetAndMetadata at = committed.get(end.getKey());
                lag += Math.max(0, end.getValue().offset() - (at == null ? 0 : at.offset()));
            }
        }
        int members = members(group);
        if (members > 0) {
            return new Stage(
                    stage, State.UP, lag, "records", null, members + (members == 1 ? " consumer" : " consumers"));
        }
        return lag == 0 && committed.isEmpty()
                ? new Stage(stage, State.IDLE, lag, "records", null, "no consumer has joined yet.")
                : new Stage(
                        stage,
                        State.DOWN,
                        lag,
                        "records",
                        null,
                        "no consumer is running: start the " + stage + "-worker.");
    }

    private int members(String group) throws ExecutionException, InterruptedException {
        KafkaFuture<ConsumerGroupDescription> description =
                admin.describeConsumerGroups(List.of(group)).describedGroups().get(group);
        if (description == null) {
            return 0;
        }
        try {
            return description.get().members().size();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return 0;
            }
            throw e;
        }
    }

    private static List<DeadLetters> deadLetters(
            Map<TopicPartition, ListOffsetsResultInfo> begins, Map<TopicPartition, ListOffsetsResultInfo> ends) {
        Map<String, Long> counts = new TreeMap<>();
        begins.forEach((partition, begin) -> {
            ListOffsetsResultInfo end = ends.get(partition);
            long count = end == null ? 0 : end.offset() - begin.offset();
            counts.merge(partition.topic(), count, Long::sum);
        });
        List<DeadLetters> found = new ArrayList<>();
        counts.forEach((topic, count) -> {
            if (count > 0) {
                found.add(new DeadLetters(topic, count));
            }
        });
        return found;
    }
}
