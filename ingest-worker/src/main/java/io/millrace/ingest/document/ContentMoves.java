package io.millrace.ingest.document;

import io.millrace.schemas.id.DocumentId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The content that a plan's document takes up, and the one that it gives up. */
record ContentMoves(@Nullable Arrival arrival, @Nullable Departure departure) {

    static final ContentMoves NONE = new ContentMoves(null, null);

    /** @param holders of the content before */
    record Arrival(ContentKey key, ContentHolders holders) {}

    /**
     * @param asOriginal whether the document had the content's chunks
     * @param holders of the content before
     * @param promotion of the heir; null if there is none, or an original remains
     */
    record Departure(
            ContentKey key, boolean asOriginal, ContentHolders holders, DocumentPlan.@Nullable Upsert promotion) {

        /** Whose duplicates the document's duplicates are to be; null if it has none. */
        @Nullable
        DocumentId successor(DocumentId document) {
            if (!asOriginal || holders.heir() == null) {
                return null;
            }
            return promotion != null ? promotion.change().id() : holders.originalBesides(document);
        }
    }

    List<ContentKey> keys() {
        List<ContentKey> keys = new ArrayList<>(2);
        if (arrival != null) {
            keys.add(arrival.key());
        }
        if (departure != null) {
            keys.add(departure.key());
        }
        return keys;
    }

    DocumentPlan.@Nullable Upsert promotion() {
        return departure == null ? null : departure.promotion();
    }

    ContentMoves withPromotion(DocumentPlan.Upsert other) {
        return departure == null
                ? this
                : new ContentMoves(
                        arrival, new Departure(departure.key(), departure.asOriginal(), departure.holders(), other));
    }
}
