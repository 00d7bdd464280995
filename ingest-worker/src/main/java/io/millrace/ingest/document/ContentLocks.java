package io.millrace.ingest.document;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.DSL;

/**
 * The contents that a transaction's plans take up and give up, locked until it ends: nobody else becomes an original or a
 * duplicate of them meanwhile. An advisory lock, since a content that nobody holds yet has no row to lock.
 */
final class ContentLocks {

    private final Map<ContentKey, ContentHolders> holders;

    private ContentLocks(Map<ContentKey, ContentHolders> holders) {
        this.holders = holders;
    }

    /** In the order of lock numbers, as every transaction does it. */
    static ContentLocks take(DSLContext transaction, Collection<DocumentPlan.Write> plans) {
        List<ContentKey> keys = plans.stream()
                .flatMap(plan -> plan.moves().keys().stream())
                .distinct()
                .toList();
        if (keys.isEmpty()) {
            return new ContentLocks(Map.of());
        }
        Long[] locks = keys.stream().map(ContentKey::lock).sorted().distinct().toArray(Long[]::new);
        Table<?> wanted = DSL.unnest(locks).as("wanted", "lock");
        Field<Long> lock = DSL.field(DSL.name("wanted", "lock"), Long.class);
        transaction
                .select(DSL.field("pg_advisory_xact_lock({0})::text", String.class, lock))
                .from(wanted)
                .fetch();
        return new ContentLocks(ContentStore.holders(transaction, keys));
    }

    /** Whether the plan was made with the holders that are there now. */
    boolean agree(DocumentPlan.Write plan) {
        ContentMoves moves = plan.moves();
        ContentMoves.Arrival arrival = moves.arrival();
        ContentMoves.Departure departure = moves.departure();
        boolean arrives = arrival == null
                || arrival.holders()
                        .agree(
                                holders.getOrDefault(arrival.key(), ContentHolders.NONE),
                                plan.change().id());
        // A duplicate leaves nobody without chunks.
        boolean departs = departure == null
                || !departure.asOriginal()
                || departure
                        .holders()
                        .agree(
                                holders.getOrDefault(departure.key(), ContentHolders.NONE),
                                plan.change().id());
        return arrives && departs;
    }
}
