/**
 * Chunks. A document's text and its collection's chunking settings come in; the chunks, with their sections and their
 * offsets in that text, leave.
 *
 * <p>Guarantees: a chunk is a piece of the text as it stands, never more tokens than the settings say (as {@link
 * io.millrace.ingest.chunk.TokenEstimator} counts them); the same text and settings give the same chunks on every machine;
 * and cutting is <em>local</em>: whether two units of text are parted depends on the text near them, never on how much
 * came before, so that an edit changes the chunks that it touches and their neighbours, and all others keep their ids.
 *
 * <p>What is cut: sections of Markdown (a chunk never crosses a heading), paragraphs, and where a paragraph is too long the
 * sentences, lines and words that langchain4j's splitters find. langchain4j's own packing fills each chunk up in turn, so
 * that a word more in the first paragraph moves every boundary after it; hence {@link
 * io.millrace.ingest.chunk.ContentDefinedPacker}.
 */
@NullMarked
package io.millrace.ingest.chunk;

import org.jspecify.annotations.NullMarked;
