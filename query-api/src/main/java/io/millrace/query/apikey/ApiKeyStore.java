package io.millrace.query.apikey;

import static io.millrace.schemas.jooq.Tables.API_KEYS;

import io.millrace.query.access.ApiKey;
import io.millrace.query.access.Caller;
import io.millrace.query.access.CallerTransactions;
import io.millrace.query.access.Scope;
import io.millrace.query.audit.AuditLog;
import io.millrace.query.problem.ProblemCode;
import io.millrace.query.problem.ProblemException;
import io.millrace.schemas.jooq.tables.records.ApiKeysRecord;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The rows of keys. Each change is committed with its row in the audit log. Thread-safe. */
@Component
class ApiKeyStore {

    private final CallerTransactions transactions;
    private final Clock clock;

    ApiKeyStore(CallerTransactions transactions, Clock clock) {
        this.transactions = transactions;
        this.clock = clock;
    }

    /** @param wanted validated */
    ApiKeyResource insert(Caller caller, ApiKeyRequest wanted, ApiKey key) {
        List<Scope> scopes = Objects.requireNonNull(wanted.scopes());
        return transactions.in(caller, dsl -> {
            requireOutlived(dsl, caller, wanted.expiresAt());
            UUID user = owner(dsl, caller, wanted.username());
            ApiKeysRecord record = dsl.newRecord(API_KEYS);
            record.setId(UUID.randomUUID());
            record.setUserId(user);
            record.setName(wanted.name());
            record.setPrefix(key.id());
            record.setHash(key.hash());
            record.setScopes(
                    scopes.stream().map(Scope::code).distinct().sorted().toArray(String[]::new));
            record.setCreatedAt(Instant.now(clock));
            record.setExpiresAt(wanted.expiresAt());
            dsl.insertInto(API_KEYS).set(record).execute();
            AuditLog.user(
                    dsl,
                    caller,
                    "api-key.created",
                    "api_key",
                    record.getId(),
                    Map.of("prefix", key.id(), "user", user.toString(), "scopes", List.of(record.getScopes())));
            return resource(record);
        });
    }

    /** Of one user, in the order of their prefixes, which is that of chance; revoked ones too. */
    List<ApiKeyResource> list(Caller caller, @Nullable String username, String afterPrefix, int count) {
        return transactions.in(
                caller,
                dsl -> dsl.selectFrom(API_KEYS)
                        .where(API_KEYS.USER_ID.eq(owner(dsl, caller, username)))
                        .and(API_KEYS.PREFIX.gt(afterPrefix))
                        .orderBy(API_KEYS.PREFIX)
                        .limit(count)
                        .fetch(ApiKeyStore::resource));
    }

    /** Whether the caller can see such a key. One that is revoked stays so. */
    boolean revoke(Caller caller, UUID id) {
        return transactions.in(caller, dsl -> {
            Optional<ApiKeysRecord> key = dsl.selectFrom(API_KEYS)
                    .where(API_KEYS.ID.eq(id))
                    .forNoKeyUpdate()
                    .fetchOptional();
            if (key.isPresent() && key.get().getRevokedAt() == null) {
                dsl.update(API_KEYS)
                        .set(API_KEYS.REVOKED_AT, Instant.now(clock))
                        .where(API_KEYS.ID.eq(id))
                        .execute();
                AuditLog.user(
                        dsl,
                        caller,
                        "api-key.revoked",
                        "api_key",
                        id,
                        Map.of("prefix", key.get().getPrefix()));
            }
            return key.isPresent();
        });
    }

    /** A key that ends makes none that goes on without it. A session has no such end: its user may make what he likes. */
    private static void requireOutlived(DSLContext dsl, Caller caller, @Nullable Instant expiresAt) {
        String prefix =
                caller.subject().startsWith(Caller.KEY) ? caller.subject().substring(Caller.KEY.length()) : "";
        dsl.select(API_KEYS.EXPIRES_AT)
                .from(API_KEYS)
                .where(API_KEYS.PREFIX.eq(prefix))
                .and(API_KEYS.EXPIRES_AT.isNotNull())
                .fetchOptional(API_KEYS.EXPIRES_AT)
                .filter(end -> expiresAt == null || expiresAt.isAfter(end))
                .ifPresent(end -> {
                    throw new ProblemException(
                            ProblemCode.FORBIDDEN,
                            "this key expires at " + end
                                    + ", and makes only keys that expire by then: give such an expires_at, or log in.");
                });
    }

    private static UUID owner(DSLContext dsl, Caller caller, @Nullable String username) {
        if (username == null) {
            return caller.userId();
        }
        UUID found = dsl.select(DSL.function("user_id_of", SQLDataType.UUID, DSL.val(username)))
                .fetchSingle()
                .value1();
        if (found == null) {
            throw new ProblemException(
                    ProblemCode.USER_NOT_FOUND, "there is no user of this name: list them at /v1/users.");
        }
        return found;
    }

    private static ApiKeyResource resource(ApiKeysRecord row) {
        return new ApiKeyResource(
                row.getId().toString(),
                row.getName(),
                row.getPrefix(),
                Arrays.stream(row.getScopes()).map(Scope::of).sorted().toList(),
                row.getCreatedAt(),
                row.getExpiresAt(),
                row.getLastUsedAt(),
                row.getRevokedAt(),
                null);
    }
}
