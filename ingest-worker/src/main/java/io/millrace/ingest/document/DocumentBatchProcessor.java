package io.millrace.ingest.document;

import io.millrace.ingest.deadletter.DeadLetter;
import io.millrace.ingest.deadletter.DeadLetterSink;
import io.millrace.ingest.dependency.DatabaseFailures;
import io.millrace.ingest.dependency.Patience;
import io.millrace.ingest.document.event.DocumentChange;
import io.millrace.ingest.document.event.DocumentChangeReader;
import io.millrace.ingest.document.event.DocumentEventDecoder;
import io.millrace.ingest.document.event.EventPosition;
import io.millrace.ingest.document.event.RefusalCode;
import io.millrace.ingest.document.event.RefusedEventException;
import io.millrace.schemas.id.DocumentId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;

/** Takes a batch of records from bytes to durable effect. Used by one thread at a time. */
final class DocumentBatchProcessor {

    /** A transaction holds at most so many documents, and begins anew after so much text. */
    private static final int MAX_GROUP = 200;

    private static final long MAX_GROUP_CHARACTERS = 4_000_000;

    private record Event(ConsumerRecord<byte[], byte[]> record, DocumentChange change) {}

    private final DocumentEventDecoder decoder;
    private final DocumentChangeReader reader;
    private final TopicIds topicIds;
    private final DSLContext database;
    private final DocumentStore store;
    private final ChunkEmbedder embedder;
    private final DocumentCommitter committer;
    private final DeadLetterSink deadLetters;
    private final IngestMetrics metrics;

    DocumentBatchProcessor(
            DocumentEventDecoder decoder,
            DocumentChangeReader reader,
            TopicIds topicIds,
            DSLContext database,
            DocumentStore store,
            ChunkEmbedder embedder,
            DocumentCommitter committer,
            DeadLetterSink deadLetters,
            IngestMetrics metrics) {
        this.decoder = decoder;
        this.reader = reader;
        this.topicIds = topicIds;
        this.database = database;
        this.store = store;
        this.embedder = embedder;
        this.committer = committer;
        this.deadLetters = deadLetters;
        this.metrics = metrics;
    }

    /**
     * Returns once every record is either in the database or in the dead-letter topic.
     *
     * @throws java.util.concurrent.CancellationException if cancelled: any part of the batch may be done
     */
    void process(List<ConsumerRecord<byte[], byte[]>> records, Patience patience) {
        reader.received();
        List<DeadLetter> letters = new ArrayList<>();
        List<Event> events = metrics.timed("decode", () -> decode(records, letters, patience));
        for (List<Event> round : rounds(events)) {
            for (List<Event> group : groups(round)) {
                apply(group, letters, patience);
            }
        }
        if (!letters.isEmpty()) {
            patience.untilAvailable(() -> {
                deadLetters.send(letters);
                return letters.size();
            });
        }
    }

    private List<Event> decode(
            List<ConsumerRecord<byte[], byte[]>> records, List<DeadLetter> letters, Patience patience) {
        List<Event> events = new ArrayList<>(records.size());
        for (ConsumerRecord<byte[], byte[]> record : records) {
            try {
                events.add(new Event(record, patience.untilAvailable(() -> read(record))));
            } catch (RefusedEventException e) {
                refuse(record, e, letters);
            }
        }
        return events;
    }

    private DocumentChange read(ConsumerRecord<byte[], byte[]> record) {
        EventPosition position = new EventPosition(topicIds.of(record.topic()), record.partition(), record.offset());
        return reader.read(decoder.decode(record), position);
    }

    /** The n-th event of each document is in the n-th round. */
    private static List<List<Event>> rounds(List<Event> events) {
        List<List<Event>> rounds = new ArrayList<>();
        Map<DocumentId, Integer> seen = new HashMap<>();
        for (Event event : events) {
            int round = seen.merge(event.change().id(), 1, Integer::sum) - 1;
            if (round == rounds.size()) {
                rounds.add(new ArrayList<>());
            }
            rounds.get(round).add(event);
        }
        return rounds;
    }

    private static List<List<Event>> groups(List<Event> round) {
        List<List<Event>> groups = new ArrayList<>();
        List<Event> group = new ArrayList<>();
        long characters = 0;
        for (Event event : round) {
            if (group.size() == MAX_GROUP || characters > MAX_GROUP_CHARACTERS) {
                groups.add(group);
                group = new ArrayList<>();
                characters = 0;
            }
            group.add(event);
            characters += event.change() instanceof DocumentChange.Upsert upsert
                    ? upsert.content().length()
                    : 0;
        }
        groups.add(group);
        return groups;
    }

    /** Plans, embeds and commits one event of each of several documents, until none is left. */
    private void apply(List<Event> group, List<DeadLetter> letters, Patience patience) {
        ChunkVectors vectors = new ChunkVectors();
        Map<DocumentId, Event> pending = new HashMap<>();
        group.forEach(event -> pending.put(event.change().id(), event));
        while (!pending.isEmpty()) {
            patience.untilAvailable(() -> {
                attempt(pending, vectors, letters);
                return pending.size();
            });
        }
    }

    /** Removes from {@code pending} what is settled; the rest was overtaken, or in the way of others, and is to be planned anew. */
    private void attempt(Map<DocumentId, Event> pending, ChunkVectors vectors, List<DeadLetter> letters) {
        List<DocumentPlan.Write> plans;
        try {
            plans = metrics.timed("plan", () -> plan(pending, letters));
            metrics.timed("embed", () -> {
                embedder.embed(upserts(plans), vectors);
                return plans.size();
            });
        } catch (DataAccessException e) {
            throw DatabaseFailures.unavailable(e);
        }
        List<DocumentPlan.Write> embedded = new ArrayList<>(
                plans.stream().map(plan -> promotable(plan, vectors)).toList());
        embedded.removeIf(plan -> {
            RefusedEventException why = rejection(plan, vectors);
            if (why != null) {
                refuse(pending, plan.change().id(), why, letters);
            }
            return why != null;
        });
        DocumentCommitter.Result result = metrics.timed("commit", () -> committer.commit(embedded, vectors));
        metrics.committed(result.committed(), vectors);
        result.committed().forEach(plan -> pending.remove(plan.change().id()));
        result.refused().forEach((plan, why) -> refuse(pending, plan.change().id(), why, letters));
    }

    private List<DocumentPlan.Write> plan(Map<DocumentId, Event> pending, List<DeadLetter> letters) {
        PlanningRound round = new PlanningRound(database, store);
        round.plan(pending.values().stream().map(Event::change).toList());
        round.refused().forEach((id, why) -> refuse(pending, id, why, letters));
        List<DocumentPlan.Write> plans = new ArrayList<>();
        for (DocumentPlan plan : round.plans()) {
            switch (plan) {
                case DocumentPlan.Write write -> plans.add(write);
                case DocumentPlan.Ignore ignore -> {
                    metrics.event(ignore.outcome());
                    pending.remove(ignore.change().id());
                }
            }
        }
        return plans;
    }

    private static List<DocumentPlan.Upsert> upserts(List<DocumentPlan.Write> plans) {
        return plans.stream()
                .flatMap(DocumentPlan.Write::withPromotion)
                .filter(DocumentPlan.Upsert.class::isInstance)
                .map(DocumentPlan.Upsert.class::cast)
                .toList();
    }

    private static @Nullable RefusedEventException rejection(DocumentPlan.Write plan, ChunkVectors vectors) {
        if (vectors.rejected().isEmpty() || !(plan instanceof DocumentPlan.Upsert upsert)) {
            return null;
        }
        return upsert.chunks()
                .sent()
                .filter(chunk -> vectors.rejected().containsKey(chunk.embedding()))
                .findFirst()
                .map(chunk -> {
                    RuntimeException cause = vectors.rejected().get(chunk.embedding());
                    return new RefusedEventException(
                            RefusalCode.EMBEDDING_REJECTED,
                            "Chunk " + chunk.index() + " cannot be embedded: "
                                    + (cause == null ? "" : cause.getMessage()) + ".",
                            cause);
                })
                .orElse(null);
    }

    /** What a promoted document's model refuses is no reason to refuse the event that promotes it. */
    private static DocumentPlan.Write promotable(DocumentPlan.Write plan, ChunkVectors vectors) {
        DocumentPlan.Upsert promotion = plan.moves().promotion();
        RefusedEventException why = promotion == null ? null : rejection(promotion, vectors);
        return promotion == null || why == null ? plan : DocumentPlan.withPromotion(plan, promotion.failed(why));
    }

    private void refuse(
            Map<DocumentId, Event> pending, DocumentId id, RefusedEventException why, List<DeadLetter> letters) {
        Event event = pending.remove(id);
        if (event != null) {
            refuse(event.record(), why, letters);
        }
    }

    private void refuse(ConsumerRecord<byte[], byte[]> record, RefusedEventException why, List<DeadLetter> letters) {
        metrics.refused(why);
        letters.add(new DeadLetter(record, why.code().wireName(), why));
    }
}
