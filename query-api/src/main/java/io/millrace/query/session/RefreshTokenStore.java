package io.millrace.query.session;

import static io.millrace.schemas.jooq.Tables.REFRESH_TOKENS;
import static io.millrace.schemas.jooq.Tables.USERS;

import io.millrace.query.access.AccessProperties;
import io.millrace.query.access.Caller;
import io.millrace.query.access.CallerTransactions;
import io.millrace.query.access.SecretHash;
import io.millrace.query.audit.AuditLog;
import io.millrace.schemas.jooq.tables.records.UsersRecord;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The rows of refresh tokens, and what must be true of their users. Everything that gives out or ends tokens locks the user's
 * row first, so that of two who come with the same token one is the second. Thread-safe.
 */
@Component
class RefreshTokenStore {

    private final CallerTransactions transactions;
    private final Duration lifetime;
    private final Duration sessionLifetime;
    private final Clock clock;

    RefreshTokenStore(CallerTransactions transactions, AccessProperties properties, Clock clock) {
        this.transactions = transactions;
        this.lifetime = properties.refreshTokenLifetime();
        this.sessionLifetime = properties.sessionLifetime();
        this.clock = clock;
    }

    /** Who wants to log in. */
    record Account(UUID id, String username, @Nullable String hashedPassword, boolean active, boolean superuser) {

        Caller caller() {
            return Caller.user(id, superuser);
        }

        @Override
        public String toString() {
            return "Account[" + username + "]";
        }
    }

    /**
     * @param token the text of a refresh token, which is told once
     * @param lifetime how long it is good for
     */
    record Issued(UUID user, UUID family, String token, Duration lifetime) {

        @Override
        public String toString() {
            return "Issued[family=" + family + "]";
        }
    }

    private record Presented(Account account, UUID family) {}

    Optional<Account> account(String username) {
        return transactions.authenticating(
                dsl -> dsl.selectFrom(USERS).where(USERS.USERNAME.eq(username)).fetchOptional(RefreshTokenStore::of));
    }

    /** Empty if the user was shut out, or the password changed, since it was checked. */
    Optional<Issued> begin(Account account) {
        return transactions.in(account.caller(), dsl -> {
            Optional<Account> now = lock(dsl, account.id());
            if (now.isEmpty() || !now.get().active() || !same(now.get(), account)) {
                return Optional.empty();
            }
            dsl.update(USERS)
                    .set(USERS.LAST_LOGIN, Instant.now(clock))
                    .where(USERS.ID.eq(account.id()))
                    .execute();
            UUID family = SessionFamily.begunAt(Instant.now(clock));
            AuditLog.user(dsl, account.caller(), "session.begun", "session", family, Map.of());
            return Optional.of(issue(dsl, account.id(), family));
        });
    }

    /** The next token for this one. Empty if it is not good; and if it was used before, its session has ended. */
    Optional<Issued> rotate(String token) {
        byte[] hash = SecretHash.of(token);
        Optional<Presented> presented = presented(hash);
        if (presented.isEmpty()) {
            return Optional.empty();
        }
        Account account = presented.get().account();
        UUID family = presented.get().family();
        return transactions.in(account.caller(), dsl -> {
            Optional<Account> now = lock(dsl, account.id());
            if (now.isEmpty() || !now.get().active()) {
                return Optional.empty();
            }
            if (!Instant.now(clock).isBefore(end(family))) {
                if (revoke(dsl, family) > 0) {
                    AuditLog.user(dsl, account.caller(), "session.ended", "session", family, Map.of("reason", "age"));
                }
                return Optional.empty();
            }
            int used = dsl.update(REFRESH_TOKENS)
                    .set(REFRESH_TOKENS.USED_AT, Instant.now(clock))
                    .where(REFRESH_TOKENS.HASH.eq(hash))
                    .and(REFRESH_TOKENS.USED_AT.isNull())
                    .and(REFRESH_TOKENS.REVOKED_AT.isNull())
                    .and(REFRESH_TOKENS.EXPIRES_AT.gt(Instant.now(clock)))
                    .execute();
            if (used == 1) {
                return Optional.of(issue(dsl, account.id(), family));
            }
            boolean usedBefore = dsl.fetchExists(
                    REFRESH_TOKENS, REFRESH_TOKENS.HASH.eq(hash).and(REFRESH_TOKENS.USED_AT.isNotNull()));
            if (usedBefore && revoke(dsl, family) > 0) {
                AuditLog.user(dsl, account.caller(), "session.ended", "session", family, Map.of("reason", "reuse"));
            }
            return Optional.empty();
        });
    }

    /** Ends the session that the token belongs to, if it is one of the caller's. */
    void end(Caller caller, String token) {
        byte[] hash = SecretHash.of(token);
        presented(hash)
                .filter(presented -> presented.account().id().equals(caller.userId()))
                .ifPresent(presented -> transactions.in(caller, dsl -> {
                    lock(dsl, caller.userId());
                    int ended = revoke(dsl, presented.family());
                    if (ended > 0) {
                        AuditLog.user(
                                dsl,
                                caller,
                                "session.ended",
                                "session",
                                presented.family(),
                                Map.of("reason", "logout"));
                    }
                    return ended;
                }));
    }

    private Optional<Presented> presented(byte[] hash) {
        return transactions.authenticating(dsl -> dsl.select(USERS.asterisk(), REFRESH_TOKENS.FAMILY)
                .from(REFRESH_TOKENS)
                .join(USERS)
                .on(USERS.ID.eq(REFRESH_TOKENS.USER_ID))
                .where(REFRESH_TOKENS.HASH.eq(hash))
                .fetchOptional(row -> new Presented(of(row.into(USERS)), row.get(REFRESH_TOKENS.FAMILY))));
    }

    private static Optional<Account> lock(DSLContext dsl, UUID user) {
        return dsl.selectFrom(USERS).where(USERS.ID.eq(user)).forNoKeyUpdate().fetchOptional(RefreshTokenStore::of);
    }

    private static boolean same(Account now, Account before) {
        return now.hashedPassword() != null && now.hashedPassword().equals(before.hashedPassword());
    }

    private int revoke(DSLContext dsl, UUID family) {
        return dsl.update(REFRESH_TOKENS)
                .set(REFRESH_TOKENS.REVOKED_AT, Instant.now(clock))
                .where(REFRESH_TOKENS.FAMILY.eq(family))
                .and(REFRESH_TOKENS.REVOKED_AT.isNull())
                .execute();
    }

    private Issued issue(DSLContext dsl, UUID user, UUID family) {
        String token = SecretHash.randomSecret();
        Instant now = Instant.now(clock);
        Instant expiresAt = now.plus(lifetime).isBefore(end(family)) ? now.plus(lifetime) : end(family);
        dsl.insertInto(REFRESH_TOKENS)
                .set(REFRESH_TOKENS.FAMILY, family)
                .set(REFRESH_TOKENS.USER_ID, user)
                .set(REFRESH_TOKENS.HASH, SecretHash.of(token))
                .set(REFRESH_TOKENS.ISSUED_AT, now)
                .set(REFRESH_TOKENS.EXPIRES_AT, expiresAt)
                .execute();
        return new Issued(user, family, token, Duration.between(now, expiresAt));
    }

    /** When the session can be gone on with no more. */
    private Instant end(UUID family) {
        return SessionFamily.begin(family)
                .map(begin -> begin.plus(sessionLifetime))
                .orElse(Instant.MAX);
    }

    private static Account of(UsersRecord row) {
        return new Account(
                row.getId(), row.getUsername(), row.getHashedPassword(), row.getIsActive(), row.getIsSuperuser());
    }
}
