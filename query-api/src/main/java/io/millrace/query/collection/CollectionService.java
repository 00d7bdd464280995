package io.millrace.query.collection;

import io.millrace.embedding.DenseEmbedder;
import io.millrace.embedding.EmbedderRegistry;
import io.millrace.embedding.UnknownModelException;
import io.millrace.query.access.Caller;
import io.millrace.query.problem.DatabaseFailures;
import io.millrace.query.problem.ProblemCode;
import io.millrace.query.problem.ProblemException;
import io.millrace.query.problem.Violation;
import io.millrace.query.problem.Violations;
import io.millrace.schemas.collection.CollectionState;
import io.millrace.schemas.collection.CollectionState.Archived;
import io.millrace.schemas.collection.CollectionState.Degraded;
import io.millrace.schemas.collection.CollectionState.Deleted;
import io.millrace.schemas.collection.CollectionState.Failed;
import io.millrace.schemas.collection.CollectionState.Pending;
import io.millrace.schemas.collection.CollectionState.Processing;
import io.millrace.schemas.collection.CollectionState.Ready;
import io.millrace.schemas.id.CollectionId;
import io.millrace.schemas.topic.TopicNames;
import io.millrace.schemas.topic.TopicProvisioner;
import io.millrace.schemas.topic.TopicSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Makes, changes and deletes collections. Each is idempotent: the same request again finds its work done. Thread-safe. */
@Component
class CollectionService {

    private static final Logger log = LoggerFactory.getLogger(CollectionService.class);
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration POLL = Duration.ofMillis(50);

    private final CollectionStore store;
    private final CollectionDirectory directory;
    private final EmbedderRegistry embedders;
    private final TopicProvisioner topics;
    private final TopicNames names;
    private final Admin admin;

    CollectionService(
            CollectionStore store,
            CollectionDirectory directory,
            EmbedderRegistry embedders,
            TopicProvisioner topics,
            TopicNames names,
            Admin admin) {
        this.store = store;
        this.directory = directory;
        this.embedders = embedders;
        this.topics = topics;
        this.names = names;
        this.admin = admin;
    }

    /** What was done. */
    record Applied(CollectionRow row, boolean created) {}

    Applied apply(Caller caller, String reference, CollectionRequest request) {
        try {
            return applied(caller, reference, request.normal());
        } catch (RuntimeException e) {
            if (!DatabaseFailures.isRefusedValue(e)) {
                throw e;
            }
            String detail = "meta is larger than the 64 kB that a collection keeps: make it smaller.";
            throw new ProblemException(ProblemCode.VALIDATION_FAILED, detail, List.of(new Violation("/meta", detail)));
        }
    }

    private Applied applied(Caller caller, String reference, CollectionRequest wanted) {
        Optional<CollectionRow> existing = store.find(caller, reference);
        if (existing.isPresent()) {
            return new Applied(update(caller, existing.get(), wanted), false);
        }
        CollectionRequest.validateName(reference);
        wanted.validate(CollectionRequest.DEFAULT_CHUNK_SIZE, 0);
        NewCollection settings = settings(wanted);
        CollectionId id = CollectionId.random();
        try {
            Runnable topicsFirst = () -> provision(id, settings.topicPartitions());
            return new Applied(store.insert(caller, id, reference, settings, topicsFirst), true);
        } catch (ProblemException e) {
            throw e;
        } catch (RuntimeException e) {
            // A name that is taken is noticed before there are topics.
            if (!DatabaseFailures.isDuplicate(e)) {
                dropTopics(id);
                throw e;
            }
            CollectionRow winner = store.find(caller, reference)
                    .orElseThrow(() -> new ProblemException(
                            ProblemCode.NAME_TAKEN,
                            "the name '" + reference
                                    + "' is taken by a collection that you cannot see: choose another.",
                            e));
            return new Applied(update(caller, winner, wanted), false);
        }
    }

    CollectionRow delete(Caller caller, String reference) {
        CollectionRow row = store.find(caller, reference).orElseThrow(() -> CollectionDirectory.missing(reference));
        CollectionRow before = store.delete(caller, row.id()).orElseThrow(() -> CollectionDirectory.missing(reference));
        directory.forget(before);
        return before;
    }

    /** It is searched from now on, and takes no documents. */
    CollectionRow archive(Caller caller, String reference) {
        return move(caller, reference, "collection.archived", state -> switch (state) {
            case Ready ready -> ready.archive();
            case Degraded degraded -> degraded.archive();
            case Archived archived -> archived;
            case Pending _, Processing _, Failed _, Deleted _ ->
                throw new ProblemException(
                        ProblemCode.COLLECTION_STATE,
                        "the collection '" + reference + "' is " + state.status()
                                + ", and only one that is READY or DEGRADED can be archived: wait, or rebuild it.");
        });
    }

    /** It takes documents again. */
    CollectionRow unarchive(Caller caller, String reference) {
        return move(caller, reference, "collection.unarchived", state -> switch (state) {
            case Archived archived -> archived.restore();
            case Ready ready -> ready;
            case Pending _, Processing _, Failed _, Degraded _, Deleted _ ->
                throw new ProblemException(
                        ProblemCode.COLLECTION_STATE,
                        "the collection '" + reference + "' is " + state.status()
                                + ", not ARCHIVED: it takes documents already.");
        });
    }

    private CollectionRow move(
            Caller caller, String reference, String operation, UnaryOperator<CollectionState> transition) {
        CollectionRow row = store.find(caller, reference).orElseThrow(() -> CollectionDirectory.missing(reference));
        CollectionRow moved = store.move(caller, row.id(), operation, transition)
                .orElseThrow(() -> CollectionDirectory.missing(reference));
        directory.forget(moved);
        return moved;
    }

    /** Waits until the collection is no longer {@code PENDING}, at most this long; the row as it is then. */
    CollectionRow awaitReady(Caller caller, CollectionRow row, Duration wait) throws InterruptedException {
        Semaphore never = new Semaphore(0);
        CollectionRow newest = row;
        long end = System.nanoTime() + wait.toNanos();
        while (newest.status() == CollectionStatus.PENDING && System.nanoTime() < end) {
            if (never.tryAcquire(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
                break;
            }
            newest = store.find(caller, row.id().toString()).orElse(newest);
        }
        directory.forget(newest);
        return newest;
    }

    private CollectionRow update(Caller caller, CollectionRow row, CollectionRequest wanted) {
        wanted.validate(row.chunkSize(), row.chunkOverlap());
        List<Violation> fixed = new ArrayList<>();
        fixed(fixed, "embedding_model", row.embeddingModel(), wanted.embeddingModel());
        fixed(fixed, "dimension", row.dimension(), wanted.dimension());
        fixed(fixed, "distance", row.distance(), wanted.distance());
        fixed(fixed, "quantization", row.quantization(), wanted.quantization());
        fixed(fixed, "topic_partitions", row.topicPartitions(), wanted.topicPartitions());
        if (!fixed.isEmpty()) {
            throw new ProblemException(
                    ProblemCode.COLLECTION_IMMUTABLE, fixed.getFirst().detail(), fixed);
        }
        boolean unchanged = same(row.description(), wanted.description())
                && same(row.chunkingStrategy(), wanted.chunkingStrategy())
                && same(row.chunkSize(), wanted.chunkSize())
                && same(row.chunkOverlap(), wanted.chunkOverlap())
                && same(row.isPublic(), wanted.isPublic())
                && (wanted.meta() == null || JSON.readTree(row.meta()).equals(JSON.valueToTree(wanted.meta())));
        if (unchanged) {
            return row;
        }
        CollectionRow updated =
                store.update(caller, row.id(), wanted).orElseThrow(() -> CollectionDirectory.missing(row.name()));
        directory.forget(updated);
        return updated;
    }

    private NewCollection settings(CollectionRequest wanted) {
        String model = Objects.requireNonNullElse(wanted.embeddingModel(), embedders.defaultModel());
        DenseEmbedder embedder;
        try {
            embedder = embedders.byModel(model);
        } catch (UnknownModelException e) {
            String detail = e.getMessage() + ".";
            throw new ProblemException(
                    ProblemCode.UNKNOWN_MODEL, detail, List.of(new Violation("/embedding_model", detail)));
        }
        int dimension = Objects.requireNonNullElse(wanted.dimension(), embedder.dimension());
        Violations violations = new Violations();
        violations.require(
                dimension == embedder.dimension(),
                "/dimension",
                "the model '" + model + "' has " + embedder.dimension() + " dimensions, not " + dimension
                        + ": leave dimension out.");
        violations.throwIfAny();
        return new NewCollection(
                wanted.description(),
                model,
                dimension,
                Objects.requireNonNullElse(wanted.distance(), Distance.COSINE),
                Objects.requireNonNullElse(wanted.quantization(), Quantization.NONE),
                Objects.requireNonNullElse(wanted.chunkingStrategy(), ChunkingStrategy.AUTO),
                Objects.requireNonNullElse(wanted.chunkSize(), CollectionRequest.DEFAULT_CHUNK_SIZE),
                Objects.requireNonNullElse(wanted.chunkOverlap(), 0),
                Objects.requireNonNullElse(wanted.topicPartitions(), CollectionRequest.DEFAULT_TOPIC_PARTITIONS),
                Objects.requireNonNullElse(wanted.isPublic(), false),
                Objects.requireNonNullElse(wanted.meta(), Map.of()));
    }

    /** Before the row can be seen: whoever reads of the collection finds its topics. */
    private void provision(CollectionId id, int partitions) {
        TopicSpec chunks = TopicSpec.chunks(names, id.vectorStoreName(), partitions);
        try {
            topics.ensure(List.of(chunks, TopicSpec.deadLetters(chunks.name())));
        } catch (KafkaException e) {
            throw new ProblemException(
                    ProblemCode.KAFKA_UNAVAILABLE,
                    "the collection's topic cannot be created, so the collection was not: try again in a moment.",
                    e);
        }
    }

    /** The id was never committed, so nothing can be in them. */
    private void dropTopics(CollectionId id) {
        String chunks = names.chunks(id.vectorStoreName());
        try {
            admin.deleteTopics(List.of(chunks, TopicNames.deadLetters(chunks)))
                    .all()
                    .get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            log.atWarn()
                    .addKeyValue("topic", chunks)
                    .addKeyValue("error", String.valueOf(e.getCause()))
                    .log("an unused topic could not be dropped");
        }
    }

    private static <T> void fixed(List<Violation> violations, String field, T is, @Nullable T wanted) {
        if (!same(is, wanted)) {
            violations.add(new Violation(
                    "/" + field,
                    field + " is fixed when a collection is created: it is " + is + ", and cannot become " + wanted
                            + "."));
        }
    }

    private static <T> boolean same(@Nullable T is, @Nullable T wanted) {
        return wanted == null || wanted.equals(is);
    }
}
