package io.millrace.embedding;

import java.util.List;

/**
 * Turns text into dense vectors of one model. Thread-safe.
 *
 * <p>Every vector has {@link #dimension()} finite components, Euclidean length 1, and is a fresh array that the caller
 * owns. The same text gives the same vector whatever else is in the call.
 */
public interface DenseEmbedder {

    /** The identity of the vectors: the key under which they may be cached and compared. */
    ModelName model();

    /** Components per vector. */
    int dimension();

    /** How many texts go to the provider in one call: longer lists are sent in several calls, one after the other. */
    int maxBatchSize();

    /**
     * Embeds texts that are to be found. Blocks; interruptible.
     *
     * @param texts none blank; an empty list calls no provider
     * @return one vector per text, in the same order
     * @throws EmbeddingUnavailableException if the same call may pass later: it was not retried here
     * @throws EmbeddingRejectedException if at least one of the texts will never pass; with several texts, embed them one
     *     by one to learn which
     */
    List<float[]> embedDocuments(List<String> texts);

    /**
     * Embeds text to search with, under the model's query instruction when it has one. Blocks; interruptible.
     *
     * @param text not blank
     * @throws EmbeddingUnavailableException if the same call may pass later: it was not retried here
     * @throws EmbeddingRejectedException if this text will never pass
     */
    float[] embedQuery(String text);
}
