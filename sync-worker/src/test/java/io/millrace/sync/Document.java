package io.millrace.sync;

import io.millrace.schemas.changeevent.ChangeEvent;
import io.millrace.schemas.changeevent.ChangeEvent.ChunkDelete;
import io.millrace.schemas.changeevent.ChangeEvent.ChunkUpsert;
import io.millrace.schemas.changeevent.ChangeEvent.DocumentCommit;
import io.millrace.schemas.id.ChunkId;
import io.millrace.schemas.id.CollectionId;
import io.millrace.schemas.id.ContentHash;
import io.millrace.schemas.id.DocumentId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** One version of a document: its texts are its chunks; its events lead there from the version before. */
record Document(CollectionId collection, String source, long version, Set<String> texts, List<ChangeEvent> events) {

    static Document first(CollectionId collection, String source, int dimension, String... texts) {
        return new Document(collection, source, 0, Set.of(), List.of()).next(dimension, texts);
    }

    DocumentId id() {
        return DocumentId.of(collection, source);
    }

    boolean deleted() {
        return texts.isEmpty();
    }

    int chunkCount() {
        return texts.size();
    }

    /** The next version, with these texts; none deletes the document. */
    Document next(int dimension, String... newTexts) {
        Set<String> wanted = new LinkedHashSet<>(List.of(newTexts));
        List<ChangeEvent> changes = new ArrayList<>();
        for (String text : texts) {
            if (!wanted.contains(text)) {
                changes.add(new ChunkDelete(chunk(text), id(), version + 1));
            }
        }
        for (String text : wanted) {
            if (!texts.contains(text)) {
                changes.add(upsert(text, version + 1, dimension));
            }
        }
        changes.add(new DocumentCommit(
                id(), collection, version + 1, wanted.size(), Instant.now().truncatedTo(ChronoUnit.MICROS)));
        return new Document(collection, source, version + 1, wanted, changes);
    }

    ChunkId chunk(String text) {
        return ChunkId.of(id(), ContentHash.ofText(text), 0);
    }

    ChunkUpsert upsert(String text, long chunkVersion, int dimension) {
        return new ChunkUpsert(
                chunk(text),
                collection,
                id(),
                chunkVersion,
                text,
                ContentHash.ofText(text),
                "A section",
                null,
                3,
                "A title",
                source,
                Map.of("lang", "en"),
                "hashing",
                vector(text, dimension),
                new int[] {1, 7},
                new float[] {0.5f, 2f});
    }

    /** The same text has the same vector, of length one. */
    static float[] vector(String text, int dimension) {
        Random random = new Random(text.hashCode());
        float[] vector = new float[dimension];
        double norm = 0;
        for (int i = 0; i < dimension; i++) {
            vector[i] = (float) random.nextGaussian();
            norm += vector[i] * vector[i];
        }
        for (int i = 0; i < dimension; i++) {
            vector[i] /= (float) Math.sqrt(norm);
        }
        return vector;
    }
}
