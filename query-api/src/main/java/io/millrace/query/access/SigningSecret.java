package io.millrace.query.access;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What access tokens are signed with: the configured secret, else one derived from the API key if that is configured: such
 * installations have no folder of their own, and several processes of one must agree. Else the one in a file beside the key's.
 */
final class SigningSecret {

    private static final int SHORTEST = 32;
    private static final String PURPOSE = "millrace access tokens";

    private final byte[] bytes;

    private SigningSecret(byte[] bytes) {
        this.bytes = bytes;
    }

    /** @throws IllegalStateException with one sentence for an operator, if there can be no secret */
    static SigningSecret obtain(AccessProperties properties, ApiKey key) {
        String configured = properties.jwtSecret();
        if (configured != null) {
            return parse(configured, "MILLRACE_JWT_SECRET");
        }
        if (properties.apiKey() != null) {
            return derived(key);
        }
        Path place = properties
                .keyFile()
                .resolveSibling("jwt-secret")
                .toAbsolutePath()
                .normalize();
        try {
            return parse(SecretFile.obtain(place, SecretHash::randomSecret), "the file " + place);
        } catch (IOException e) {
            throw new IllegalStateException(
                    "the file " + place + " with the secret of access tokens can be neither read nor made (" + e
                            + "): set MILLRACE_JWT_SECRET, or MILLRACE_JWT_SECRET_FILE to a file that holds one.",
                    e);
        }
    }

    private static SigningSecret parse(String text, String where) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length < SHORTEST) {
            throw new IllegalStateException(
                    "what is in " + where + " is too short to sign access tokens: it needs 32 random characters.");
        }
        return new SigningSecret(bytes);
    }

    private static SigningSecret derived(ApiKey key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.hash(), "HmacSHA256"));
            return new SigningSecret(mac.doFinal(PURPOSE.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public String toString() {
        return "SigningSecret[***]";
    }
}
