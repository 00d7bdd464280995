package io.millrace.query.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code mr_<id>_<secret>}: 12 hexadecimal digits that may be shown, and 256 bits in base64url that may not. Only the
 * SHA-256 of the whole is kept; the secret is random, so nothing slower is needed.
 */
public final class ApiKey {

    private static final Pattern FORM = Pattern.compile("mr_([0-9a-f]{12})_[A-Za-z0-9_-]{43}");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String id;
    private final byte[] hash;

    private ApiKey(String id, byte[] hash) {
        this.id = id;
        this.hash = hash;
    }

    /** The text of a new key. */
    public static String generate() {
        byte[] id = new byte[6];
        byte[] secret = new byte[32];
        RANDOM.nextBytes(id);
        RANDOM.nextBytes(secret);
        return "mr_" + HexFormat.of().formatHex(id) + "_"
                + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    }

    /** @throws IllegalArgumentException without quoting the text, if it is no key */
    public static ApiKey parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "an API key is mr_, 12 hexadecimal digits, _ and 43 characters of base64url");
        }
        return new ApiKey(matcher.group(1), hash(text));
    }

    /** The part that may be shown. */
    public String id() {
        return id;
    }

    /** Takes the same time whatever the text is. */
    public boolean matches(String presented) {
        return MessageDigest.isEqual(hash, hash(presented));
    }

    private static byte[] hash(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "mr_" + id + "_***";
    }
}
