/**
 * Text becomes vectors here, for documents and for queries alike, so that both always agree.
 *
 * <p>What arrives: the text of chunks and of queries, and {@link io.millrace.embedding.EmbeddingProperties}. What leaves:
 * L2-normalised dense vectors from a {@link io.millrace.embedding.DenseEmbedder} out of the
 * {@link io.millrace.embedding.EmbedderRegistry}, and sparse BM25 vectors from the
 * {@link io.millrace.embedding.Bm25Encoder}.
 *
 * <p>Guarantees: a vector depends on its own text and model only, never on the batch it came in; vectors have the
 * configured dimension and finite components, or an exception says why not; every failure is either
 * {@link io.millrace.embedding.EmbeddingUnavailableException} (retry for ever) or
 * {@link io.millrace.embedding.EmbeddingRejectedException} (this text will never pass); nothing is retried here; every text
 * that is handed to a provider is counted.
 */
@NullMarked
package io.millrace.embedding;

import org.jspecify.annotations.NullMarked;
