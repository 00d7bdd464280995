package io.millrace.schemas.id;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.HexFormat;

/** SHA-256 of content. Immutable. */
public final class ContentHash {

    private final byte[] bytes;

    private ContentHash(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The hash of a chunk: of its text in normal form C, with lines ended by LF and nothing blank around it. */
    public static ContentHash ofText(String text) {
        String normal = Normalizer.normalize(text, Normalizer.Form.NFC)
                .replace("\r\n", "\n")
                .replace('\r', '\n')
                .strip();
        return ofBytes(normal.getBytes(StandardCharsets.UTF_8));
    }

    /** The hash of these bytes as they are. */
    public static ContentHash ofBytes(byte[] content) {
        try {
            return new ContentHash(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /**
     * A hash that was computed before.
     *
     * @throws IllegalArgumentException if there are not 32 bytes
     */
    public static ContentHash fromBytes(byte[] hash) {
        if (hash.length != 32) {
            throw new IllegalArgumentException("a SHA-256 has 32 bytes, not " + hash.length);
        }
        return new ContentHash(hash.clone());
    }

    /** The 32 bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** 64 lower-case hexadecimal digits. */
    public String hex() {
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ContentHash that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return hex();
    }
}
