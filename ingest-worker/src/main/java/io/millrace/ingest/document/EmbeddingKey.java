package io.millrace.ingest.document;

import io.millrace.schemas.id.ContentHash;
import io.millrace.schemas.vector.VectorBytes;
import java.util.Comparator;

/** What a vector is stored under: the same text under the same model is embedded once. */
record EmbeddingKey(String model, ContentHash contentHash) implements Comparable<EmbeddingKey> {

    private static final Comparator<EmbeddingKey> ORDER = Comparator.comparing(EmbeddingKey::model)
            .thenComparing(key -> key.contentHash().hex());

    /**
     * Of a vector that the producer supplied. It is named after itself, {@code <model>@<hash>}: it never stands in for what
     * the model makes of the same text, and another vector for the same text is a change.
     */
    static EmbeddingKey supplied(String model, ContentHash contentHash, float[] vector) {
        String hash = ContentHash.ofBytes(VectorBytes.encode(vector)).hex();
        return new EmbeddingKey(model + "@" + hash.substring(0, 16), contentHash);
    }

    @Override
    public int compareTo(EmbeddingKey other) {
        return ORDER.compare(this, other);
    }
}
