package io.millrace.ingest.chunk;

/** What a document's text is written in. */
public enum TextFormat {
    MARKDOWN("text/markdown"),
    PLAIN("text/plain");

    private final String mediaType;

    TextFormat(String mediaType) {
        this.mediaType = mediaType;
    }

    public String mediaType() {
        return mediaType;
    }

    /** The format that a document was stored with. */
    public static TextFormat ofMediaType(String mediaType) {
        return MARKDOWN.mediaType.equals(mediaType) ? MARKDOWN : PLAIN;
    }
}
