package io.millrace.ingest.document;

import io.millrace.ingest.collection.CollectionSettings;
import io.millrace.ingest.document.ContentMoves.Arrival;
import io.millrace.ingest.document.ContentMoves.Departure;
import io.millrace.ingest.document.DocumentPlan.Cause;
import io.millrace.ingest.document.event.DocumentChange;
import io.millrace.ingest.document.event.RefusalCode;
import io.millrace.ingest.document.event.RefusedEventException;
import io.millrace.schemas.id.DocumentId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Makes plans for events of different documents from what is stored now, outside any transaction. Events that would be in
 * each other's way get no plan, and are to be planned again after the others are committed. Used by one thread.
 */
final class PlanningRound {

    private final DSLContext database;
    private final DocumentStore store;
    private final List<DocumentPlan> plans = new ArrayList<>();
    private final Map<DocumentId, RefusedEventException> refused = new HashMap<>();

    PlanningRound(DSLContext database, DocumentStore store) {
        this.database = database;
        this.store = store;
    }

    List<DocumentPlan> plans() {
        return plans;
    }

    /** The events that cannot be applied to any state of their documents. */
    Map<DocumentId, RefusedEventException> refused() {
        return refused;
    }

    void plan(Collection<DocumentChange> changes) {
        Map<DocumentId, StoredDocument> documents =
                store.documents(changes.stream().map(DocumentChange::id).toList());
        List<Intent> intents = intents(changes, documents);
        Set<ContentKey> moved = new HashSet<>();
        for (Intent intent : intents) {
            add(moved, intent.arrival());
            add(moved, intent.departure());
        }
        Map<ContentKey, ContentHolders> holders = ContentStore.holders(database, moved);
        List<Intent> chosen = ContentClaims.compatible(intents, holders);
        Map<DocumentId, List<StoredChunk>> chunks = chunks(chosen);
        Map<DocumentId, RetainedDocument> heirs = heirs(chosen, holders);
        for (Intent intent : chosen) {
            try {
                ContentMoves moves = moves(intent, holders, heirs);
                if (moves != null) {
                    plans.add(plan(intent, moves, chunks.getOrDefault(intent.id(), List.of())));
                }
            } catch (RefusedEventException e) {
                refused.put(intent.id(), e);
            }
        }
    }

    private static void add(Set<ContentKey> keys, @Nullable ContentKey key) {
        if (key != null) {
            keys.add(key);
        }
    }

    /** What is neither passed, nor there already, nor refused. */
    private List<Intent> intents(Collection<DocumentChange> changes, Map<DocumentId, StoredDocument> documents) {
        List<DocumentChange> news = new ArrayList<>();
        for (DocumentChange change : changes) {
            DocumentPlanner.passed(change, stamp(documents.get(change.id())))
                    .ifPresentOrElse(
                            outcome -> plans.add(new DocumentPlan.Ignore(change, outcome)), () -> news.add(change));
        }
        Map<DocumentId, RetainedDocument> retained = ContentStore.retained(
                database,
                news.stream()
                        .filter(change ->
                                change instanceof DocumentChange.Restore || change instanceof DocumentChange.Describe)
                        .map(DocumentChange::id)
                        .toList());
        List<Intent> intents = new ArrayList<>();
        for (DocumentChange change : news) {
            try {
                Intent intent = intent(change, documents.get(change.id()), retained.get(change.id()));
                if (intent != null) {
                    intents.add(intent);
                }
            } catch (RefusedEventException e) {
                refused.put(change.id(), e);
            }
        }
        return intents;
    }

    /** Null for what changes nothing. */
    private @Nullable Intent intent(
            DocumentChange event, @Nullable StoredDocument document, @Nullable RetainedDocument retained) {
        return switch (event) {
            case DocumentChange.Delete delete -> deletion(delete, document);
            case DocumentChange.Upsert upsert -> upsert(event, upsert, Cause.PUBLISHED, document);
            case DocumentChange.Restore restore -> {
                if (document != null && !document.deleted()) {
                    plans.add(new DocumentPlan.Touch(event, document.stamp()));
                    yield null;
                }
                if (retained == null) {
                    throw new RefusedEventException(
                            RefusalCode.NOT_RESTORABLE,
                            "The document '" + restore.source()
                                    + "' cannot be restored: it never was there, or its content was purged; publish it again.");
                }
                yield upsert(
                        event, retained.republished(event.collection(), event.provenance()), Cause.RESTORED, document);
            }
            case DocumentChange.Describe describe -> {
                if (document == null || document.deleted() || retained == null) {
                    throw new RefusedEventException(
                            RefusalCode.NO_SUCH_DOCUMENT,
                            "There is no document '" + describe.source()
                                    + "' to describe: publish it with its content first.");
                }
                yield upsert(
                        event,
                        retained.described(
                                event.collection(), event.provenance(), describe.title(), describe.metadata()),
                        Cause.DESCRIBED,
                        document);
            }
        };
    }

    private @Nullable Intent upsert(
            DocumentChange event, DocumentChange.Upsert wanted, Cause cause, @Nullable StoredDocument document) {
        // Who names no file has nothing to say about it.
        DocumentChange.Upsert upsert =
                document != null && wanted.file().isNone() ? wanted.from(document.file()) : wanted;
        if (document != null && DocumentPlanner.isUnchanged(upsert, document)) {
            plans.add(new DocumentPlan.Touch(event, document.stamp()));
            return null;
        }
        return new Intent(event, upsert, cause, document);
    }

    private @Nullable Intent deletion(DocumentChange.Delete delete, @Nullable StoredDocument document) {
        if (document == null && delete.provenance().sequence() == null) {
            plans.add(new DocumentPlan.Ignore(delete, Outcome.UNCHANGED));
            return null;
        }
        boolean gone = document == null || (document.deleted() && (document.purged() || !delete.purged()));
        if (gone) {
            plans.add(new DocumentPlan.Touch(delete, stamp(document)));
            return null;
        }
        return new Intent(delete, delete, Cause.PUBLISHED, document);
    }

    private Map<DocumentId, List<StoredChunk>> chunks(List<Intent> intents) {
        Map<CollectionSettings, List<DocumentId>> existing = new HashMap<>();
        intents.stream()
                .filter(Intent::isLive)
                .forEach(intent -> existing.computeIfAbsent(
                                intent.change().collection(), collection -> new ArrayList<>())
                        .add(intent.id()));
        Map<DocumentId, List<StoredChunk>> chunks = new HashMap<>();
        existing.forEach((collection, ids) -> chunks.putAll(store.chunks(collection, ids)));
        return chunks;
    }

    /** The duplicates that are to be promoted, with their contents. */
    private Map<DocumentId, RetainedDocument> heirs(List<Intent> intents, Map<ContentKey, ContentHolders> holders) {
        Set<DocumentId> heirs = intents.stream()
                .map(intent -> heir(intent, holders))
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        return ContentStore.retained(database, heirs);
    }

    private static @Nullable DocumentId heir(Intent intent, Map<ContentKey, ContentHolders> holders) {
        ContentKey key = intent.departure();
        if (key == null || intent.isDuplicate()) {
            return null;
        }
        ContentHolders of = holders.getOrDefault(key, ContentHolders.NONE);
        return of.originalBesides(intent.id()) == null ? of.heir() : null;
    }

    /** Null if the heir has vanished while this was planned. */
    private static @Nullable ContentMoves moves(
            Intent intent, Map<ContentKey, ContentHolders> holders, Map<DocumentId, RetainedDocument> heirs) {
        ContentKey takes = intent.arrival();
        ContentKey leaves = intent.departure();
        Arrival arrival = takes == null ? null : new Arrival(takes, holders.getOrDefault(takes, ContentHolders.NONE));
        if (leaves == null) {
            return new ContentMoves(arrival, null);
        }
        ContentHolders of = holders.getOrDefault(leaves, ContentHolders.NONE);
        DocumentId heir = heir(intent, holders);
        RetainedDocument promoted = heir == null ? null : heirs.get(heir);
        if (heir != null && promoted == null) {
            return null;
        }
        DocumentPlan.Upsert promotion = promoted == null ? null : promotion(promoted, intent.event());
        return new ContentMoves(arrival, new Departure(leaves, !intent.isDuplicate(), of, promotion));
    }

    /** What cannot be cut any more, since its collection's settings have changed, is promoted all the same. */
    private static DocumentPlan.Upsert promotion(RetainedDocument heir, DocumentChange event) {
        DocumentChange.Upsert change = heir.promoted(event.collection(), event.provenance());
        try {
            return DocumentPlanner.upsert(change, Cause.PROMOTED, heir.document(), List.of(), null);
        } catch (RefusedEventException e) {
            // As if it were somebody's duplicate, nothing is cut.
            return DocumentPlanner.upsert(change, Cause.PROMOTED, heir.document(), List.of(), event.id())
                    .failed(e);
        }
    }

    private static DocumentPlan plan(Intent intent, ContentMoves moves, List<StoredChunk> stored) {
        return switch (intent.change()) {
            case DocumentChange.Delete delete ->
                new DocumentPlan.Delete(
                        delete,
                        stamp(intent.document()),
                        stored.stream().map(StoredChunk::id).toList(),
                        moves);
            case DocumentChange.Upsert upsert ->
                DocumentPlanner.upsert(upsert, intent.cause(), intent.document(), stored, original(intent, moves))
                        .moving(moves);
            case DocumentChange.Restore restore -> throw new IllegalStateException("a restoration is an upsert");
            case DocumentChange.Describe describe -> throw new IllegalStateException("a description is an upsert");
        };
    }

    private static @Nullable DocumentId original(Intent intent, ContentMoves moves) {
        Arrival arrival = moves.arrival();
        return arrival == null
                ? stamp(intent.document()).duplicateOf()
                : arrival.holders().originalBesides(intent.id());
    }

    private static StoredDocument.Stamp stamp(@Nullable StoredDocument document) {
        return document == null ? StoredDocument.Stamp.NONE : document.stamp();
    }
}
