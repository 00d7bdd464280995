package io.millrace.ingest.document;

import static io.millrace.schemas.jooq.Tables.DOCUMENTS;
import static io.millrace.schemas.jooq.Tables.EMBEDDINGS;

import io.millrace.schemas.id.CollectionId;
import io.millrace.schemas.id.ContentHash;
import io.millrace.schemas.id.DocumentId;
import io.millrace.schemas.vector.VectorBytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Who holds a content, and documents with all of theirs: one statement for many. Thread-safe. */
final class ContentStore {

    /** An original that goes, and one that may remain. */
    private static final int MOST_HOLDERS = 2;

    private ContentStore() {}

    /** Those without holders are left out. */
    static Map<ContentKey, ContentHolders> holders(DSLContext database, Collection<ContentKey> keys) {
        Map<ContentKey, ContentHolders> found = new HashMap<>();
        if (keys.isEmpty()) {
            return found;
        }
        Field<Integer> age = DSL.rowNumber()
                .over(DSL.partitionBy(
                                DOCUMENTS.COLLECTION_ID,
                                DOCUMENTS.CONTENT_HASH,
                                DSL.field(DOCUMENTS.DUPLICATE_OF.isNull()))
                        .orderBy(DOCUMENTS.CREATED_AT, DOCUMENTS.ID))
                .as("age");
        Table<?> holders = DSL.select(
                        DOCUMENTS.ID, DOCUMENTS.COLLECTION_ID, DOCUMENTS.CONTENT_HASH, DOCUMENTS.DUPLICATE_OF, age)
                .from(DOCUMENTS)
                .where(DOCUMENTS.DELETED_AT.isNull())
                .and(DOCUMENTS.VERSION.gt(0L))
                .and(DSL.or(conditions(keys)))
                .asTable("holders");
        database.select(holders.fields())
                .from(holders)
                .where(DSL.field(DSL.name("holders", "age"), Integer.class).le(MOST_HOLDERS))
                .orderBy(DSL.field(DSL.name("holders", "age")))
                .forEach(row -> add(found, row));
        return found;
    }

    private static void add(Map<ContentKey, ContentHolders> found, Record row) {
        ContentKey key = new ContentKey(
                new CollectionId(row.get(DOCUMENTS.COLLECTION_ID)),
                ContentHash.fromBytes(row.get(DOCUMENTS.CONTENT_HASH)));
        ContentHolders before = found.getOrDefault(key, ContentHolders.NONE);
        DocumentId id = new DocumentId(row.get(DOCUMENTS.ID));
        if (row.get(DOCUMENTS.DUPLICATE_OF) == null) {
            List<DocumentId> originals = new ArrayList<>(before.originals());
            originals.add(id);
            found.put(key, new ContentHolders(List.copyOf(originals), before.heir()));
        } else if (before.heir() == null) {
            found.put(key, new ContentHolders(before.originals(), id));
        }
    }

    private static List<Condition> conditions(Collection<ContentKey> keys) {
        Map<CollectionId, List<byte[]>> hashes = new HashMap<>();
        keys.forEach(key -> hashes.computeIfAbsent(key.collection(), collection -> new ArrayList<>())
                .add(key.hash().bytes()));
        List<Condition> conditions = new ArrayList<>();
        hashes.forEach((collection, wanted) -> conditions.add(DOCUMENTS
                .COLLECTION_ID
                .eq(collection.value())
                .and(DOCUMENTS.CONTENT_HASH.eq(DSL.any(wanted.toArray(byte[][]::new))))));
        return conditions;
    }

    /** Those of these documents that have a content. */
    static Map<DocumentId, RetainedDocument> retained(DSLContext database, Collection<DocumentId> ids) {
        Map<DocumentId, RetainedDocument> found = new HashMap<>();
        if (ids.isEmpty()) {
            return found;
        }
        Result<?> rows = database.selectFrom(DOCUMENTS)
                .where(DOCUMENTS.ID.eq(DSL.any(DocumentStore.uuids(ids))))
                .and(DOCUMENTS.CONTENT.isNotNull())
                .and(DOCUMENTS.CONTENT_HASH.isNotNull())
                .fetch();
        Set<String> models = new HashSet<>();
        rows.forEach(row -> {
            JSONB layout = row.get(DOCUMENTS.SUPPLIED_CHUNKS);
            models.addAll(layout == null ? Set.of() : SuppliedLayout.models(layout.data()));
        });
        Map<EmbeddingKey, float[]> vectors = suppliedVectors(database, models);
        rows.forEach(row -> {
            RetainedDocument document = document(row, vectors);
            found.put(document.id(), document);
        });
        return found;
    }

    private static RetainedDocument document(Record row, Map<EmbeddingKey, float[]> vectors) {
        @Nullable JSONB layout = row.get(DOCUMENTS.SUPPLIED_CHUNKS);
        UUID id = row.get(DOCUMENTS.ID);
        String content = row.get(DOCUMENTS.CONTENT);
        return new RetainedDocument(
                new DocumentId(id),
                row.get(DOCUMENTS.SOURCE),
                DocumentStore.document(row),
                ContentHash.fromBytes(row.get(DOCUMENTS.CONTENT_HASH)),
                content,
                row.get(DOCUMENTS.STRIPPED_CHARACTERS),
                row.get(DOCUMENTS.OCCURRED_AT),
                layout == null ? null : SuppliedLayout.chunks(layout.data(), content, vectors));
    }

    /** A supplied vector has a name of its own, so few rows have it. */
    private static Map<EmbeddingKey, float[]> suppliedVectors(DSLContext database, Set<String> models) {
        Map<EmbeddingKey, float[]> found = new HashMap<>();
        if (!models.isEmpty()) {
            database.select(EMBEDDINGS.MODEL, EMBEDDINGS.CONTENT_HASH, EMBEDDINGS.VECTOR)
                    .from(EMBEDDINGS)
                    .where(EMBEDDINGS.MODEL.eq(DSL.any(models.toArray(String[]::new))))
                    .forEach(row -> found.put(
                            new EmbeddingKey(
                                    row.get(EMBEDDINGS.MODEL), ContentHash.fromBytes(row.get(EMBEDDINGS.CONTENT_HASH))),
                            VectorBytes.decodeFloats(ByteBuffer.wrap(row.get(EMBEDDINGS.VECTOR)))));
        }
        return found;
    }
}
