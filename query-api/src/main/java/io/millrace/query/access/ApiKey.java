package io.millrace.query.access;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
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
        RANDOM.nextBytes(id);
        return "mr_" + HexFormat.of().formatHex(id) + "_" + SecretHash.randomSecret();
    }

    /** @throws IllegalArgumentException without quoting the text, if it is no key */
    public static ApiKey parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "an API key is mr_, 12 hexadecimal digits, _ and 43 characters of base64url");
        }
        return new ApiKey(matcher.group(1), SecretHash.of(text));
    }

    /** The part that may be shown. */
    public String id() {
        return id;
    }

    /** Takes the same time whatever the text is. */
    public boolean matches(String presented) {
        return MessageDigest.isEqual(hash, SecretHash.of(presented));
    }

    /** SHA-256 of the whole key, 32 bytes: what is stored of it. */
    public byte[] hash() {
        return hash.clone();
    }

    /** A key whose text is not known, as it was stored. */
    static ApiKey stored(String id, byte[] hash) {
        return new ApiKey(id, hash.clone());
    }

    /** The part that may be shown, if the text has the form of a key. */
    static Optional<String> idOf(String text) {
        Matcher matcher = FORM.matcher(text);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    @Override
    public String toString() {
        return "mr_" + id + "_***";
    }
}
