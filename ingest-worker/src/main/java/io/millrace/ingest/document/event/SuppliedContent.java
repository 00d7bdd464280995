package io.millrace.ingest.document.event;

import io.millrace.schemas.id.ContentHash;
import io.millrace.schemas.vector.VectorBytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The content of a document that came as chunks. */
public final class SuppliedContent {

    /** Between the chunks' texts in the document's content. */
    public static final String SEPARATOR = "\n\n";

    private SuppliedContent() {}

    static String join(List<SuppliedChunk> chunks) {
        return String.join(SEPARATOR, chunks.stream().map(SuppliedChunk::text).toList());
    }

    /** Of everything the producer said of its chunks, each part with its length, so that no two lists look alike. */
    static ContentHash hash(List<SuppliedChunk> chunks) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (SuppliedChunk chunk : chunks) {
                add(digest, chunk.text().getBytes(StandardCharsets.UTF_8));
                add(digest, bytes(chunk.sectionTitle()));
                add(digest, bytes(chunk.pageReference()));
                float[] vector = chunk.vector();
                add(digest, vector == null ? null : VectorBytes.encode(vector));
            }
            return ContentHash.fromBytes(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static void add(MessageDigest digest, byte @Nullable [] part) {
        digest.update(
                ByteBuffer.allocate(4).putInt(part == null ? -1 : part.length).array());
        if (part != null) {
            digest.update(part);
        }
    }

    private static byte @Nullable [] bytes(@Nullable String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }
}
