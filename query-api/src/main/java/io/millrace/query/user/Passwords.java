package io.millrace.query.user;

import io.millrace.query.problem.ProblemCode;
import io.millrace.query.problem.ProblemException;
import io.millrace.query.problem.Violations;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.stereotype.Component;

/**
 * Hashes and checks passwords with argon2id (RFC 9106) at OWASP's parameters: 19 MiB, two passes, one lane. Each takes tens of
 * milliseconds and its memory, so only a few run at a time, and who would wait long is told to come again. Thread-safe.
 */
@Component
public class Passwords {

    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final int LANES = 1;
    private static final int MEMORY_KIB = 19 * 1024;
    private static final int PASSES = 2;

    private static final int SHORTEST = 12;
    private static final int LONGEST = 256;

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /** Of the same cost as a real one, and of no password: whoever is not there is found out as slowly as whoever is. */
    private static final String NOBODY = "$argon2id$v=19$m=" + MEMORY_KIB + ",t=" + PASSES + ",p=" + LANES + "$"
            + Base64.getEncoder().withoutPadding().encodeToString(new byte[SALT_BYTES]) + "$"
            + Base64.getEncoder().withoutPadding().encodeToString(new byte[HASH_BYTES]);

    private final Argon2PasswordEncoder encoder =
            new Argon2PasswordEncoder(SALT_BYTES, HASH_BYTES, LANES, MEMORY_KIB, PASSES);
    private final Semaphore running;

    public Passwords() {
        this(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
    }

    Passwords(int most) {
        this.running = new Semaphore(most, true);
    }

    /** Long enough, and not the user's own name; nothing else is asked (NIST SP 800-63B). */
    static void validate(String password, String username, String pointer) {
        Violations violations = new Violations();
        int length = password.codePointCount(0, password.length());
        violations.require(length >= SHORTEST && length <= LONGEST, pointer, "a password has 12 to 256 characters.");
        violations.require(isText(password), pointer, "a password is text: half of a character is none.");
        violations.require(
                !password.equalsIgnoreCase(username), pointer, "a password must not be the name of its user.");
        violations.throwIfAny();
    }

    /** In PHC form, with its parameters and salt. */
    String hash(String password) {
        return bounded(() -> String.valueOf(encoder.encode(normalised(password))));
    }

    /** @param hash null for a user who is not there or has no password: then it takes as long, and is false */
    public boolean matches(String password, @Nullable String hash) {
        // Nothing else was ever accepted.
        String compared = password.length() > 2 * LONGEST || !isText(password) ? "" : normalised(password);
        boolean same = bounded(() -> encoder.matches(compared, hash == null ? NOBODY : hash));
        return same && hash != null;
    }

    /** JSON can hold half of a surrogate pair, which no encoding can. */
    private static boolean isText(String password) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(password);
    }

    /** Keyboards differ in how they compose a letter. */
    private static String normalised(String password) {
        return Normalizer.normalize(password, Normalizer.Form.NFKC);
    }

    private <T> T bounded(Supplier<T> work) {
        try {
            if (!running.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw busy();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw busy();
        }
        try {
            return work.get();
        } finally {
            running.release();
        }
    }

    private static ProblemException busy() {
        return new ProblemException(
                ProblemCode.BUSY, "too many passwords are being checked at this moment: try again in a moment.");
    }
}
