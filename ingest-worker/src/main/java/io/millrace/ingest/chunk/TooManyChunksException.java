package io.millrace.ingest.chunk;

/** A document has more chunks than one document may have. Permanent. The message is one sentence. */
public final class TooManyChunksException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** For whoever published the document. */
    public static final String MESSAGE = "The document makes more than " + Chunker.MAX_CHUNKS
            + " chunks: divide it into several documents, or raise the collection's chunk_size.";

    public TooManyChunksException() {
        super(MESSAGE);
    }
}
