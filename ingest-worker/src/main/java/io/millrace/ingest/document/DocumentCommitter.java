package io.millrace.ingest.document;

import static io.millrace.schemas.jooq.Tables.DOCUMENTS;

import io.millrace.ingest.dependency.DatabaseFailures;
import io.millrace.ingest.document.event.RefusalCode;
import io.millrace.ingest.document.event.RefusedEventException;
import io.millrace.ingest.outbox.OutboxRow;
import io.millrace.ingest.outbox.OutboxWriter;
import io.millrace.schemas.id.DocumentId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * Writes plans: all rows of a document, its outbox rows and its audit row in one transaction, or none of them.
 *
 * <p>Many documents share a transaction. When the database refuses the data of one, each is tried alone, and only that one
 * is refused.
 *
 * <p>Locks are taken in one order: contents that are taken up or given up (by lock number), limited collections (by id),
 * documents (by id), the shard of counters (one for a transaction, in use by no other), embeddings (by key). Nobody who waits
 * for one of them holds a later one, so nobody waits in a circle. Thread-safe.
 */
final class DocumentCommitter {

    /** PostgreSQL's own clock, not frozen at the begin of the transaction. */
    private static final Field<Instant> NOW = DSL.field("clock_timestamp()", SQLDataType.INSTANT);

    private final DSLContext database;
    private final DocumentRows documents = new DocumentRows();
    private final ChunkRows chunks = new ChunkRows();
    private final OutboxWriter outbox;

    DocumentCommitter(DSLContext database, OutboxWriter outbox) {
        this.database = database;
        this.outbox = outbox;
    }

    /**
     * @param committed the plans that are durable now
     * @param overtaken the plans whose documents have changed since they were made: nothing of them is written
     * @param refused the plans whose data the database will never take, and why
     */
    record Result(
            List<DocumentPlan.Write> committed,
            List<DocumentPlan.Write> overtaken,
            Map<DocumentPlan.Write, RefusedEventException> refused) {

        static Result empty() {
            return new Result(new ArrayList<>(), new ArrayList<>(), new HashMap<>());
        }

        void add(Result other) {
            committed.addAll(other.committed);
            overtaken.addAll(other.overtaken);
            refused.putAll(other.refused);
        }
    }

    /**
     * @param plans of different documents
     * @throws io.millrace.ingest.dependency.DependencyUnavailableException if the database cannot tell, or is away: some
     *     plans may be durable all the same
     */
    Result commit(List<DocumentPlan.Write> plans, ChunkVectors vectors) {
        List<DocumentPlan.Write> ordered = plans.stream()
                .sorted(Comparator.comparing(plan -> plan.change().id().value()))
                .toList();
        if (ordered.isEmpty()) {
            return Result.empty();
        }
        try {
            return database.transactionResult(configuration -> commit(configuration.dsl(), ordered, vectors));
        } catch (RefusedEventException e) {
            // Who is refused depends on who comes first: that is told one by one.
            return ordered.size() > 1 ? commitOneByOne(ordered, vectors) : refused(ordered.getFirst(), e);
        } catch (DataAccessException e) {
            if (!DatabaseFailures.isFaultOfData(e)) {
                throw DatabaseFailures.unavailable(e);
            }
            return ordered.size() > 1 ? commitOneByOne(ordered, vectors) : refused(ordered.getFirst(), refusal(e));
        }
    }

    private Result commitOneByOne(List<DocumentPlan.Write> plans, ChunkVectors vectors) {
        Result all = Result.empty();
        plans.forEach(plan -> all.add(commit(List.of(plan), vectors)));
        return all;
    }

    private static Result refused(DocumentPlan.Write plan, RefusedEventException why) {
        Result result = Result.empty();
        result.refused.put(plan, why);
        return result;
    }

    private static RefusedEventException refusal(DataAccessException failure) {
        return new RefusedEventException(
                RefusalCode.REJECTED_BY_DATABASE,
                "The database will not take this document (SQLSTATE " + failure.sqlState() + ").",
                failure);
    }

    private Result commit(DSLContext transaction, List<DocumentPlan.Write> plans, ChunkVectors vectors) {
        ContentLocks contents = ContentLocks.take(transaction, plans);
        CollectionRoom room = CollectionRoom.of(transaction, plans);
        documents.insertMissing(transaction, plans);
        Map<DocumentId, Locked> locked = lock(transaction, plans);
        Result result = Result.empty();
        for (DocumentPlan.Write plan : plans) {
            boolean current = plan.withPromotion().allMatch(write -> isCurrent(write, locked)) && contents.agree(plan);
            (current ? result.committed : result.overtaken).add(plan);
        }
        result.committed.forEach(room::fill);
        documents.update(transaction, result.committed);
        chunks.write(transaction, result.committed, vectors);
        List<OutboxRow> rows = new ArrayList<>();
        result.committed.stream().flatMap(DocumentPlan.Write::withPromotion).forEach(plan -> {
            Locked row = locked.get(plan.change().id());
            if (row != null) {
                rows.addAll(ChangeEvents.of(plan, vectors, row.lockedAt()));
            }
        });
        outbox.write(transaction, rows);
        documents.audit(transaction, result.committed);
        return result;
    }

    private record Locked(StoredDocument.Stamp stamp, Instant lockedAt) {}

    private static boolean isCurrent(DocumentPlan.Write plan, Map<DocumentId, Locked> locked) {
        Locked row = locked.get(plan.change().id());
        return row != null && row.stamp().equals(plan.expected());
    }

    /**
     * Every row that will be written or pointed to, in the order of ids, as every transaction does it, so that none waits in
     * a circle.
     */
    private static Map<DocumentId, Locked> lock(DSLContext transaction, List<DocumentPlan.Write> plans) {
        Set<DocumentId> wanted = new HashSet<>();
        Set<DocumentId> succeeded = new HashSet<>();
        for (DocumentPlan.Write plan : plans) {
            DocumentId id = plan.change().id();
            plan.withPromotion().forEach(write -> wanted.add(write.change().id()));
            if (plan instanceof DocumentPlan.Upsert upsert && upsert.duplicateOf() != null) {
                wanted.add(upsert.duplicateOf());
            }
            ContentMoves.Departure departure = plan.moves().departure();
            DocumentId successor = departure == null ? null : departure.successor(id);
            if (successor != null) {
                wanted.add(successor);
                succeeded.add(id);
            }
        }
        Condition named = DOCUMENTS.ID.eq(DSL.any(DocumentStore.uuids(wanted)));
        Map<DocumentId, Locked> locked = new HashMap<>();
        transaction
                .select(
                        DOCUMENTS.ID,
                        DOCUMENTS.VERSION,
                        DOCUMENTS.SEQUENCE,
                        DOCUMENTS.EVENT_TOPIC_ID,
                        DOCUMENTS.EVENT_PARTITION,
                        DOCUMENTS.EVENT_OFFSET,
                        DOCUMENTS.DUPLICATE_OF,
                        NOW)
                .from(DOCUMENTS)
                .where(
                        succeeded.isEmpty()
                                ? named
                                : named.or(DOCUMENTS.DUPLICATE_OF.eq(DSL.any(DocumentStore.uuids(succeeded)))))
                .orderBy(DOCUMENTS.ID)
                .forUpdate()
                .forEach(row -> locked.put(
                        new DocumentId(row.get(DOCUMENTS.ID)), new Locked(DocumentStore.stamp(row), row.get(NOW))));
        return locked;
    }
}
