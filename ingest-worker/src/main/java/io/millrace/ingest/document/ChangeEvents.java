package io.millrace.ingest.document;

import io.millrace.embedding.Bm25Encoder;
import io.millrace.embedding.SparseVector;
import io.millrace.ingest.collection.CollectionSettings;
import io.millrace.ingest.document.event.DocumentChange;
import io.millrace.ingest.outbox.OutboxRow;
import io.millrace.schemas.changeevent.ChangeEvent;
import io.millrace.schemas.id.ChunkId;
import io.millrace.schemas.topic.DocumentPartition;
import io.millrace.schemas.topic.TopicNames;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What a plan tells the rest of the system: deletes and upserts of chunks, then the marker that all of them were told. */
final class ChangeEvents {

    private static final Bm25Encoder BM25 = new Bm25Encoder();

    private ChangeEvents() {}

    /** Empty for a plan that changes nothing. */
    static List<OutboxRow> of(DocumentPlan.Write plan, ChunkVectors vectors, Instant committedAt) {
        List<ChangeEvent> events = new ArrayList<>();
        DocumentChange change = plan.change();
        long version = version(plan);
        switch (plan) {
            case DocumentPlan.Touch touch -> {
                return List.of();
            }
            case DocumentPlan.Upsert upsert -> {
                addDeletes(events, change, version, upsert.chunks().deleted());
                upsert.chunks().sent().forEach(chunk -> events.add(upsert(upsert, chunk, vectors.of(chunk))));
                events.add(marker(change, version, upsert.chunkCount(), committedAt));
            }
            case DocumentPlan.Delete delete -> {
                addDeletes(events, change, version, delete.chunks());
                events.add(marker(change, version, 0, committedAt));
            }
        }
        CollectionSettings collection = change.collection();
        String aggregate = TopicNames.aggregateOfChunks(collection.id().vectorStoreName());
        int partition = DocumentPartition.of(change.id(), collection.topicPartitions());
        String traceparent = change.provenance().traceparent();
        return events.stream()
                .map(event -> new OutboxRow(event, aggregate, partition, traceparent))
                .toList();
    }

    /** The document's version once the plan is written. */
    static long version(DocumentPlan.Write plan) {
        long before = plan.expected().version();
        return switch (plan) {
            case DocumentPlan.Touch touch -> before;
            case DocumentPlan.Upsert upsert -> before + 1;
            case DocumentPlan.Delete delete -> before + 1;
        };
    }

    private static void addDeletes(
            List<ChangeEvent> events, DocumentChange change, long version, List<ChunkId> chunks) {
        chunks.forEach(chunk -> events.add(new ChangeEvent.ChunkDelete(chunk, change.id(), version)));
    }

    private static ChangeEvent marker(DocumentChange change, long version, int chunkCount, Instant committedAt) {
        return new ChangeEvent.DocumentCommit(change.id(), change.collection().id(), version, chunkCount, committedAt);
    }

    private static ChangeEvent upsert(DocumentPlan.Upsert plan, PlannedChunk chunk, float[] vector) {
        DocumentChange.Upsert change = plan.change();
        SparseVector sparse = BM25.encodeDocument(chunk.draft().text());
        return new ChangeEvent.ChunkUpsert(
                chunk.id(),
                change.collection().id(),
                change.id(),
                version(plan),
                chunk.draft().text(),
                chunk.contentHash(),
                chunk.draft().sectionTitle(),
                chunk.draft().pageReference(),
                chunk.draft().tokenCount(),
                change.title(),
                change.source(),
                change.metadata(),
                chunk.embedding().model(),
                vector,
                sparse.indices(),
                sparse.values());
    }
}
