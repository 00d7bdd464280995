package io.millrace.query.session;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * The id of a session, which all its refresh tokens share: a UUID v7 (RFC 9562, 5.7), so that when the session began can be told
 * as long as it lives, whatever became of its first tokens.
 */
final class SessionFamily {

    private static final SecureRandom RANDOM = new SecureRandom();

    private static final long TIME_ORDERED = 7;

    private SessionFamily() {}

    static UUID begunAt(Instant now) {
        long version = TIME_ORDERED << 12 | RANDOM.nextInt(1 << 12);
        long variant = 0b10L << 62 | RANDOM.nextLong() >>> 2;
        return new UUID(now.toEpochMilli() << 16 | version, variant);
    }

    /** Empty for a session from before ids told it. */
    static Optional<Instant> begin(UUID family) {
        return family.version() == TIME_ORDERED
                ? Optional.of(Instant.ofEpochMilli(family.getMostSignificantBits() >>> 16))
                : Optional.empty();
    }
}
