package io.millrace.local.stack;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/** Credentials that nobody can guess, of characters that no shell, URL, SQL or JAAS syntax treats specially. */
public final class Secrets {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SECRET_BYTES = 32;
    private static final int KEY_ID_BYTES = 6;

    private Secrets() {}

    /** 256 random bits: 43 characters of base64url. */
    public static String password() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random(SECRET_BYTES));
    }

    /** A Millrace API key: {@code mr_<id>_<secret>}, the id of 12 hexadecimal digits, the secret 256 random bits. */
    public static String apiKey() {
        return "mr_" + HexFormat.of().formatHex(random(KEY_ID_BYTES)) + "_" + password();
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }
}
