package io.millrace.ingest.document.event;

import io.millrace.ingest.chunk.TextFormat;
import java.net.URLConnection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which media types can be read. */
final class MediaTypes {

    private MediaTypes() {}

    /**
     * @param mimeType as the event says; guessed from the source when absent
     * @throws RefusedEventException if it cannot be read
     */
    static TextFormat format(@Nullable String mimeType, String source) {
        String type = mimeType == null || mimeType.isBlank() ? guess(source) : mimeType;
        int parameters = type.indexOf(';');
        String bare =
                (parameters < 0 ? type : type.substring(0, parameters)).strip().toLowerCase(Locale.ROOT);
        return switch (bare) {
            case "text/markdown", "text/x-markdown" -> TextFormat.MARKDOWN;
            case "text/plain" -> TextFormat.PLAIN;
            default ->
                throw new RefusedEventException(
                        RefusalCode.UNSUPPORTED_MIME_TYPE,
                        "The media type " + Utf8.storable(bare, "mime_type")
                                + " cannot be read: send text/markdown or text/plain.");
        };
    }

    private static String guess(String source) {
        String name = source.substring(source.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        if (name.endsWith(".md") || name.endsWith(".markdown") || name.endsWith(".mdx")) {
            return "text/markdown";
        }
        String known = URLConnection.getFileNameMap().getContentTypeFor(name);
        return known == null ? "text/plain" : known;
    }
}
