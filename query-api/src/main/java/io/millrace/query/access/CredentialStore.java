package io.millrace.query.access;

import static io.millrace.schemas.jooq.Tables.API_KEYS;
import static io.millrace.schemas.jooq.Tables.REFRESH_TOKENS;
import static io.millrace.schemas.jooq.Tables.USERS;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.millrace.query.access.AccessTokens.Bearer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Whose a credential is, as of at most two seconds ago: what is revoked is refused within that time and the time of one
 * statement. What is not there is remembered as long. Thread-safe.
 */
@Component
class CredentialStore {

    private static final Duration MAX_AGE = Duration.ofSeconds(2);
    private static final int MAX_ENTRIES = 10_000;

    private final CallerTransactions transactions;
    private final Cache<String, Optional<StoredKey>> keys = cache();
    private final Cache<Bearer, Optional<StoredUser>> sessions = cache();

    CredentialStore(CallerTransactions transactions) {
        this.transactions = transactions;
    }

    /** A key that is not revoked, of a user who is active. */
    record StoredKey(
            UUID id,
            ApiKey key,
            Set<Scope> scopes,
            @Nullable Instant expiresAt,
            StoredUser user) {}

    /** A user who is active. */
    record StoredUser(UUID id, boolean superuser) {}

    /** By the part that may be shown: the rest is still to be compared. */
    Optional<StoredKey> key(String prefix) {
        return keys.get(prefix, this::readKey);
    }

    /** The user of a session that is not revoked. */
    Optional<StoredUser> session(Bearer bearer) {
        return sessions.get(bearer, this::readSession);
    }

    private Optional<StoredKey> readKey(String prefix) {
        return transactions.authenticating(dsl -> dsl.select(
                        API_KEYS.ID, API_KEYS.HASH, API_KEYS.SCOPES, API_KEYS.EXPIRES_AT, USERS.ID, USERS.IS_SUPERUSER)
                .from(API_KEYS)
                .join(USERS)
                .on(USERS.ID.eq(API_KEYS.USER_ID))
                .where(API_KEYS.PREFIX.eq(prefix))
                .and(API_KEYS.REVOKED_AT.isNull())
                .and(USERS.IS_ACTIVE)
                .fetchOptional(row -> new StoredKey(
                        row.get(API_KEYS.ID),
                        ApiKey.stored(prefix, row.get(API_KEYS.HASH)),
                        Arrays.stream(row.get(API_KEYS.SCOPES)).map(Scope::of).collect(Collectors.toUnmodifiableSet()),
                        row.get(API_KEYS.EXPIRES_AT),
                        new StoredUser(row.get(USERS.ID), row.get(USERS.IS_SUPERUSER)))));
    }

    private Optional<StoredUser> readSession(Bearer bearer) {
        return transactions.authenticating(dsl -> dsl.select(USERS.ID, USERS.IS_SUPERUSER)
                .from(USERS)
                .where(USERS.ID.eq(bearer.userId()))
                .and(USERS.IS_ACTIVE)
                .and(DSL.exists(DSL.selectOne()
                        .from(REFRESH_TOKENS)
                        .where(REFRESH_TOKENS.FAMILY.eq(bearer.session()))
                        .and(REFRESH_TOKENS.USER_ID.eq(USERS.ID))
                        .and(REFRESH_TOKENS.REVOKED_AT.isNull())))
                .fetchOptional(row -> new StoredUser(row.get(USERS.ID), row.get(USERS.IS_SUPERUSER))));
    }

    private static <K, V> Cache<K, V> cache() {
        return Caffeine.newBuilder()
                .expireAfterWrite(MAX_AGE)
                .maximumSize(MAX_ENTRIES)
                .build();
    }
}
