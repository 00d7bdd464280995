package io.millrace.ingest.document;

import io.millrace.ingest.document.event.DocumentChange;
import io.millrace.schemas.id.ContentHash;
import io.millrace.schemas.id.DocumentId;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An event that will change its document, before anything is cut: what is to be done, and which contents it moves.
 *
 * @param event as it came
 * @param change what it amounts to: an upsert or a deletion
 * @param document null if there is no row
 */
record Intent(
        DocumentChange event,
        DocumentChange change,
        DocumentPlan.Cause cause,
        @Nullable StoredDocument document) {

    DocumentId id() {
        return event.id();
    }

    /** The content that the document takes up; null if it keeps the one it has. */
    @Nullable
    ContentKey arrival() {
        if (change instanceof DocumentChange.Upsert upsert
                && (!isLive() || !Objects.equals(upsert.contentHash(), held()))) {
            return new ContentKey(change.collection().id(), upsert.contentHash());
        }
        return null;
    }

    /** The content that the document gives up; null if it keeps the one it has, or had none. */
    @Nullable
    ContentKey departure() {
        ContentHash held = held();
        if (!isLive() || held == null) {
            return null;
        }
        boolean keeps = change instanceof DocumentChange.Upsert upsert
                && upsert.contentHash().equals(held);
        return keeps ? null : new ContentKey(change.collection().id(), held);
    }

    /** The content of a duplicate that stays one: it must not be promoted while it is written. */
    @Nullable
    ContentKey stay() {
        ContentHash held = held();
        return isDuplicate() && held != null && departure() == null
                ? new ContentKey(change.collection().id(), held)
                : null;
    }

    boolean isDuplicate() {
        return isLive() && document != null && document.isDuplicate();
    }

    boolean isLive() {
        return document != null && !document.deleted();
    }

    Stream<ContentKey> keys() {
        return Stream.of(arrival(), departure(), stay()).filter(Objects::nonNull);
    }

    /**
     * Whether no other event of the same transaction may touch this content: whoever becomes its original, or ceases to be,
     * decides for all others.
     */
    boolean needsAlone(ContentKey key, Map<ContentKey, ContentHolders> holders) {
        boolean becomesOriginal = key.equals(arrival())
                && holders.getOrDefault(key, ContentHolders.NONE).originalBesides(id()) == null;
        boolean wasOriginal = key.equals(departure()) && !isDuplicate();
        return becomesOriginal || wasOriginal;
    }

    private @Nullable ContentHash held() {
        return document == null ? null : document.contentHash();
    }
}
