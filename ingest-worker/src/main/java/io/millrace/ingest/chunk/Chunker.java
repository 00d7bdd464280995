package io.millrace.ingest.chunk;

import java.util.List;

/** Cuts a document's text into chunks. Deterministic and thread-safe. */
public interface Chunker {

    /** More chunks than this in one document are refused. */
    int MAX_CHUNKS = 10_000;

    /**
     * @param content the document's text, which all offsets refer to
     * @return in the order of the text; empty if it holds no letter and no digit
     * @throws TooManyChunksException if there would be more than {@link #MAX_CHUNKS}
     */
    List<ChunkDraft> chunk(String content);
}
