package io.millrace.query.pipeline;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.millrace.query.access.Caller;
import io.millrace.query.pipeline.PipelineReport.CollectionProgress;
import io.millrace.query.pipeline.PipelineReport.DeadLetters;
import io.millrace.query.pipeline.PipelineReport.Stage;
import io.millrace.query.pipeline.PipelineReport.State;
import io.millrace.query.pipeline.PostgresProbe.Progress;
import io.millrace.schemas.id.CollectionId;
import io.millrace.schemas.topic.TopicNames;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Asks every stage at the same time, at most once a second for each caller, and waits at most three seconds. Thread-safe. */
@Component
class PipelineInspector {

    private static final Logger log = LoggerFactory.getLogger(PipelineInspector.class);
    private static final Duration MAX_AGE = Duration.ofSeconds(1);
    private static final Duration BOUND = Duration.ofSeconds(3);

    private final PostgresProbe postgres;
    private final KafkaProbe kafka;
    private final QdrantProbe qdrant;
    private final TopicNames names;
    private final Clock clock;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final Cache<Caller, PipelineReport> recent =
            Caffeine.newBuilder().expireAfterWrite(MAX_AGE).maximumSize(1_000).build();

    PipelineInspector(PostgresProbe postgres, KafkaProbe kafka, QdrantProbe qdrant, TopicNames names, Clock clock) {
        this.postgres = postgres;
        this.kafka = kafka;
        this.qdrant = qdrant;
        this.names = names;
        this.clock = clock;
    }

    @PreDestroy
    void close() {
        executor.shutdownNow();
    }

    PipelineReport report(Caller caller) {
        return recent.get(caller, this::inspect);
    }

    private PipelineReport inspect(Caller caller) {
        long deadline = System.nanoTime() + BOUND.toNanos();
        Future<PostgresProbe.Reading> askedPostgres = executor.submit(() -> postgres.read(caller));
        Future<KafkaProbe.Reading> askedKafka = executor.submit((Callable<KafkaProbe.Reading>) kafka::read);
        Future<Stage> askedQdrant = executor.submit((Callable<Stage>) qdrant::read);

        PostgresProbe.@Nullable Reading database = await("postgres", askedPostgres, deadline);
        Stage index = await("qdrant", askedQdrant, deadline);
        List<Progress> progress = database == null ? List.of() : database.collections();
        Map<CollectionId, Long> points = Map.of();
        if (index != null && !progress.isEmpty()) {
            List<CollectionId> ids = progress.stream().map(Progress::id).toList();
            Map<CollectionId, Long> counted = await("qdrant", executor.submit(() -> qdrant.points(ids)), deadline);
            points = counted == null ? Map.of() : counted;
        }
        KafkaProbe.@Nullable Reading broker = await("kafka", askedKafka, deadline);

        Stage down = Stage.down("postgres", "PostgreSQL does not answer.");
        List<Stage> stages = List.of(
                broker == null ? Stage.down("ingest", "Kafka does not answer.") : broker.ingest(),
                database == null ? down : database.postgres(),
                database == null ? Stage.down("relay", "PostgreSQL does not answer.") : database.relay(),
                broker == null ? Stage.down("sync", "Kafka does not answer.") : broker.sync(),
                index == null ? Stage.down("qdrant", "Qdrant does not answer.") : index);
        List<DeadLetters> deadLetters = broker == null ? List.of() : visible(caller, broker.deadLetters(), progress);
        Map<CollectionId, Long> counts = points;
        List<CollectionProgress> collections = progress.stream()
                .map(p -> withPoints(p.progress(), counts.get(p.id())))
                .toList();
        return new PipelineReport(
                state(stages, database != null && index != null, deadLetters),
                Instant.now(clock),
                stages,
                collections,
                deadLetters);
    }

    /** Topics are named for collections: nobody learns of one that he cannot see. The others are the installation's. */
    private List<DeadLetters> visible(Caller caller, List<DeadLetters> all, List<Progress> progress) {
        if (caller.superuser()) {
            return all;
        }
        Set<String> own = progress.stream()
                .map(p -> TopicNames.deadLetters(names.chunks(p.id().vectorStoreName())))
                .collect(Collectors.toUnmodifiableSet());
        return all.stream().filter(topic -> own.contains(topic.topic())).toList();
    }

    private static State state(List<Stage> stages, boolean searchable, List<DeadLetters> deadLetters) {
        if (!searchable) {
            return State.DOWN;
        }
        boolean allUp = stages.stream().allMatch(s -> s.state() == State.UP || s.state() == State.IDLE);
        return allUp && deadLetters.isEmpty() ? State.UP : State.DEGRADED;
    }

    private static <T> @Nullable T await(String part, Future<T> asked, long deadline) {
        try {
            return asked.get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException e) {
            asked.cancel(true);
            log.atDebug().addKeyValue("stage", part).setCause(e).log("a part of the pipeline does not answer");
            return null;
        } catch (InterruptedException e) {
            asked.cancel(true);
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private static CollectionProgress withPoints(CollectionProgress p, @Nullable Long points) {
        return new CollectionProgress(
                p.collection(),
                p.status(),
                p.documents(),
                p.indexedDocuments(),
                p.waitingDocuments(),
                p.failedDocuments(),
                p.chunks(),
                points,
                p.oldestWaitingMs());
    }
}
