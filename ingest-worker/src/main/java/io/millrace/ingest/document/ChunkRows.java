package io.millrace.ingest.document;

import static io.millrace.schemas.jooq.Tables.CHUNKS;
import static io.millrace.schemas.jooq.Tables.EMBEDDINGS;

import io.millrace.ingest.chunk.ChunkDraft;
import io.millrace.ingest.collection.CollectionSettings;
import io.millrace.schemas.id.ChunkId;
import io.millrace.schemas.vector.VectorBytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jooq.BatchBindStep;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/** Rows of {@code chunks} and {@code embeddings}: in batches, each statement naming the partition that it is about. */
final class ChunkRows {

    void write(DSLContext transaction, List<DocumentPlan.Write> events, ChunkVectors vectors) {
        List<DocumentPlan.Write> plans =
                events.stream().flatMap(DocumentPlan.Write::withPromotion).toList();
        delete(transaction, plans);
        List<DocumentPlan.Upsert> upserts = plans.stream()
                .filter(DocumentPlan.Upsert.class::isInstance)
                .map(DocumentPlan.Upsert.class::cast)
                .toList();
        move(transaction, upserts);
        resend(transaction, upserts);
        insert(transaction, upserts);
        store(transaction, upserts, vectors);
    }

    private static void delete(DSLContext transaction, List<DocumentPlan.Write> plans) {
        Map<CollectionSettings, List<ChunkId>> gone = new HashMap<>();
        for (DocumentPlan.Write plan : plans) {
            List<ChunkId> chunks = switch (plan) {
                case DocumentPlan.Touch touch -> List.of();
                case DocumentPlan.Delete delete -> delete.chunks();
                case DocumentPlan.Upsert upsert -> upsert.chunks().deleted();
            };
            if (!chunks.isEmpty()) {
                gone.computeIfAbsent(plan.change().collection(), collection -> new ArrayList<>())
                        .addAll(chunks);
            }
        }
        gone.forEach((collection, chunks) -> transaction
                .deleteFrom(CHUNKS)
                .where(CHUNKS.PARTITION_KEY.eq(collection.partitionKey()))
                .and(CHUNKS.COLLECTION_ID.eq(collection.id().value()))
                .and(CHUNKS.ID.eq(DSL.any(chunks.stream().map(ChunkId::value).toArray(UUID[]::new))))
                .execute());
    }

    private static void move(DSLContext transaction, List<DocumentPlan.Upsert> plans) {
        BatchBindStep batch = transaction.batch(transaction
                .update(CHUNKS)
                .set(CHUNKS.CHUNK_INDEX, (Integer) null)
                .set(CHUNKS.START_OFFSET, (Integer) null)
                .set(CHUNKS.END_OFFSET, (Integer) null)
                .where(CHUNKS.PARTITION_KEY.eq((Integer) null))
                .and(CHUNKS.COLLECTION_ID.eq((UUID) null))
                .and(CHUNKS.ID.eq((UUID) null)));
        for (DocumentPlan.Upsert plan : plans) {
            CollectionSettings collection = plan.change().collection();
            for (PlannedChunk chunk : plan.chunks().moved()) {
                batch = batch.bind(
                        chunk.index(),
                        chunk.draft().startOffset(),
                        chunk.draft().endOffset(),
                        collection.partitionKey(),
                        collection.id().value(),
                        chunk.id().value());
            }
        }
        execute(batch);
    }

    private static void resend(DSLContext transaction, List<DocumentPlan.Upsert> plans) {
        BatchBindStep batch = transaction.batch(transaction
                .update(CHUNKS)
                .set(CHUNKS.CHUNK_INDEX, (Integer) null)
                .set(CHUNKS.VERSION, (Long) null)
                .set(CHUNKS.TEXT, (String) null)
                .set(CHUNKS.SECTION_TITLE, (String) null)
                .set(CHUNKS.PAGE_REFERENCE, (String) null)
                .set(CHUNKS.START_OFFSET, (Integer) null)
                .set(CHUNKS.END_OFFSET, (Integer) null)
                .set(CHUNKS.EMBEDDING_MODEL, (String) null)
                .where(CHUNKS.PARTITION_KEY.eq((Integer) null))
                .and(CHUNKS.COLLECTION_ID.eq((UUID) null))
                .and(CHUNKS.ID.eq((UUID) null)));
        for (DocumentPlan.Upsert plan : plans) {
            CollectionSettings collection = plan.change().collection();
            for (PlannedChunk chunk : plan.chunks().resent()) {
                ChunkDraft draft = chunk.draft();
                batch = batch.bind(
                        chunk.index(),
                        ChangeEvents.version(plan),
                        draft.text(),
                        draft.sectionTitle(),
                        draft.pageReference(),
                        draft.startOffset(),
                        draft.endOffset(),
                        chunk.embedding().model(),
                        collection.partitionKey(),
                        collection.id().value(),
                        chunk.id().value());
            }
        }
        execute(batch);
    }

    private static void insert(DSLContext transaction, List<DocumentPlan.Upsert> plans) {
        BatchBindStep batch = transaction.batch(transaction
                .insertInto(CHUNKS)
                .columns(
                        CHUNKS.ID,
                        CHUNKS.COLLECTION_ID,
                        CHUNKS.PARTITION_KEY,
                        CHUNKS.DOCUMENT_ID,
                        CHUNKS.CHUNK_INDEX,
                        CHUNKS.VERSION,
                        CHUNKS.TEXT,
                        CHUNKS.CONTENT_HASH,
                        CHUNKS.SECTION_TITLE,
                        CHUNKS.PAGE_REFERENCE,
                        CHUNKS.START_OFFSET,
                        CHUNKS.END_OFFSET,
                        CHUNKS.TOKEN_COUNT,
                        CHUNKS.EMBEDDING_MODEL)
                .values(
                        (UUID) null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        (byte[]) null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null));
        for (DocumentPlan.Upsert plan : plans) {
            CollectionSettings collection = plan.change().collection();
            for (PlannedChunk chunk : plan.chunks().inserted()) {
                ChunkDraft draft = chunk.draft();
                batch = batch.bind(
                        chunk.id().value(),
                        collection.id().value(),
                        collection.partitionKey(),
                        plan.change().id().value(),
                        chunk.index(),
                        ChangeEvents.version(plan),
                        draft.text(),
                        chunk.contentHash().bytes(),
                        draft.sectionTitle(),
                        draft.pageReference(),
                        draft.startOffset(),
                        draft.endOffset(),
                        draft.tokenCount(),
                        chunk.embedding().model());
            }
        }
        execute(batch);
    }

    private static void store(DSLContext transaction, List<DocumentPlan.Upsert> plans, ChunkVectors vectors) {
        Set<EmbeddingKey> needed = new HashSet<>();
        plans.forEach(plan -> plan.chunks().sent().forEach(chunk -> needed.add(chunk.embedding())));
        BatchBindStep batch = transaction.batch(transaction
                .insertInto(
                        EMBEDDINGS, EMBEDDINGS.MODEL, EMBEDDINGS.CONTENT_HASH, EMBEDDINGS.DIMENSION, EMBEDDINGS.VECTOR)
                .values((String) null, (byte[]) null, null, (byte[]) null)
                .onConflictDoNothing());
        for (Map.Entry<EmbeddingKey, float[]> entry : vectors.toStore(needed).entrySet()) {
            batch = batch.bind(
                    entry.getKey().model(),
                    entry.getKey().contentHash().bytes(),
                    entry.getValue().length,
                    VectorBytes.encode(entry.getValue()));
        }
        execute(batch);
    }

    private static void execute(BatchBindStep batch) {
        if (batch.size() > 0) {
            batch.execute();
        }
    }
}
