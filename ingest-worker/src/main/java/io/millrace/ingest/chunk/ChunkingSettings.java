package io.millrace.ingest.chunk;

/**
 * How a collection wants its documents cut.
 *
 * @param size most tokens in a chunk, estimated
 * @param overlap tokens that a chunk repeats from the one before it, where text had to be cut within a block (in plain text:
 *     wherever it is cut)
 */
public record ChunkingSettings(ChunkingStrategy strategy, int size, int overlap) {

    /** Raised when the same text and settings give other chunks than before. */
    private static final int ALGORITHM = 1;

    public ChunkingSettings {
        if (size < 1 || overlap < 0 || overlap >= size) {
            throw new IllegalArgumentException(
                    "chunk_overlap must be at least 0 and less than chunk_size, not " + overlap + " of " + size);
        }
    }

    public Chunker chunker(TextFormat format) {
        TextFormat as = switch (strategy) {
            case AUTO -> format;
            case MARKDOWN -> TextFormat.MARKDOWN;
            case PLAIN -> TextFormat.PLAIN;
        };
        return switch (as) {
            case MARKDOWN -> new MarkdownChunker(this);
            case PLAIN -> new PlainTextChunker(this);
        };
    }

    /** What cut the chunks: when it differs, a document is cut again although its content is the same. */
    public String fingerprint(TextFormat format, String embeddingModel) {
        return "strategy=" + strategy + ";format=" + format + ";size=" + size + ";overlap=" + overlap + ";algorithm="
                + ALGORITHM + ";model=" + embeddingModel;
    }
}
