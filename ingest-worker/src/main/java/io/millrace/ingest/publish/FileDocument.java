package io.millrace.ingest.publish;

import io.millrace.schemas.id.ContentHash;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A file as a document. */
record FileDocument(
        String source, String title, String mimeType, String content, ContentHash hash, long size, PublishedPath from) {

    private static final Pattern ATX_HEADING = Pattern.compile("(?m)^ {0,3}#{1,6}[ \\t]+(.+?)[ \\t]*#*[ \\t]*$");
    private static final int MAX_TITLE = 1000;

    /** Why a file is no document. */
    static final class NotADocumentException extends Exception {

        private static final long serialVersionUID = 1L;
        private final boolean error;

        NotADocumentException(String reason, boolean error) {
            super(reason);
            this.error = error;
        }

        SkippedFile skipped(SourceFile file) {
            return new SkippedFile(file.source(), String.valueOf(getMessage()), error);
        }
    }

    /** @throws NotADocumentException if the file is too large, binary, or cannot be read */
    static FileDocument read(SourceFile file, int maxBytes) throws NotADocumentException {
        String mimeType = mimeType(file.source());
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file.path())) {
            bytes = in.readNBytes(maxBytes + 1);
        } catch (IOException e) {
            throw new NotADocumentException(UnreadableFiles.reason(e), true);
        }
        if (bytes.length > maxBytes) {
            throw new NotADocumentException("is larger than the " + maxBytes + " bytes that --max-size allows", true);
        }
        String content = text(bytes);
        return new FileDocument(
                file.source(),
                title(content, mimeType, file),
                mimeType,
                content,
                ContentHash.ofBytes(bytes),
                bytes.length,
                file.from());
    }

    /** Without its folders. */
    String fileName() {
        return source.substring(source.lastIndexOf('/') + 1);
    }

    /** Below the path that was named, whose own place nobody else need know. */
    String filePath() {
        return source.substring(from.prefix().length());
    }

    private static String text(byte[] bytes) throws NotADocumentException {
        for (byte b : bytes) {
            if (b == 0) {
                throw new NotADocumentException("is binary", false);
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new NotADocumentException("is not UTF-8 text", false);
        }
    }

    private static String mimeType(String source) throws NotADocumentException {
        String name = source.substring(source.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        if (name.endsWith(".md") || name.endsWith(".markdown") || name.endsWith(".mdx")) {
            return "text/markdown";
        }
        if (name.endsWith(".txt") || name.endsWith(".text") || name.indexOf('.') < 0) {
            return "text/plain";
        }
        throw new NotADocumentException("is neither Markdown nor plain text", false);
    }

    private static String title(String content, String mimeType, SourceFile file) {
        String title = String.valueOf(file.path().getFileName());
        if (mimeType.equals("text/markdown")) {
            Matcher heading = ATX_HEADING.matcher(content);
            title = heading.find() ? heading.group(1).strip() : title;
        }
        return title.length() <= MAX_TITLE ? title : title.substring(0, title.offsetByCodePoints(0, MAX_TITLE / 2));
    }
}
