package io.millrace.query.user;

import static io.millrace.schemas.jooq.Tables.REFRESH_TOKENS;
import static io.millrace.schemas.jooq.Tables.USERS;

import io.millrace.query.access.Caller;
import io.millrace.query.access.CallerTransactions;
import io.millrace.query.audit.AuditLog;
import io.millrace.schemas.jooq.tables.records.UsersRecord;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * The rows of users. Each change is committed with its row in the audit log. What ends sessions locks the user's row first, as
 * does what begins or renews one: neither slips past the other. Thread-safe.
 */
@Component
class UserStore {

    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

    private final CallerTransactions transactions;
    private final JsonMapper json;
    private final Clock clock;

    UserStore(CallerTransactions transactions, JsonMapper json, Clock clock) {
        this.transactions = transactions;
        this.json = json;
        this.clock = clock;
    }

    /** By id or name. */
    Optional<UserRow> find(Caller caller, String reference) {
        return transactions.in(
                caller, dsl -> dsl.selectFrom(USERS).where(matches(reference)).fetchOptional(this::row));
    }

    /** In the order of names. */
    List<UserRow> list(Caller caller, String afterName, int count) {
        return transactions.in(
                caller,
                dsl -> dsl.selectFrom(USERS)
                        .where(USERS.USERNAME.gt(afterName))
                        .orderBy(USERS.USERNAME)
                        .limit(count)
                        .fetch(this::row));
    }

    UserRow insert(Caller caller, NewUserRequest wanted, @Nullable String hash) {
        return transactions.in(caller, dsl -> {
            UsersRecord record = dsl.newRecord(USERS);
            record.setId(UUID.randomUUID());
            record.setUsername(wanted.username());
            record.setEmail(blankToNull(wanted.email()));
            record.setFullName(blankToNull(wanted.fullName()));
            record.setHashedPassword(hash);
            record.setIsSuperuser(Boolean.TRUE.equals(wanted.isSuperuser()));
            record.setProfileMetadata(json(wanted.profileMetadata() == null ? Map.of() : wanted.profileMetadata()));
            dsl.insertInto(USERS).set(record).execute();
            AuditLog.user(
                    dsl, caller, "user.created", "user", record.getId(), Map.of("superuser", record.getIsSuperuser()));
            return dsl.selectFrom(USERS).where(USERS.ID.eq(record.getId())).fetchSingle(this::row);
        });
    }

    /** Empty if there is no such user any more. */
    Optional<UserRow> update(Caller caller, UUID id, UserChange wanted, @Nullable String hash) {
        Map<Field<?>, @Nullable Object> changes = changes(wanted, hash);
        return transactions.in(caller, dsl -> {
            if (lock(dsl, id).isEmpty()) {
                return Optional.empty();
            }
            if (!changes.isEmpty()) {
                Map<Field<?>, @Nullable Object> set = new HashMap<>(changes);
                set.put(USERS.UPDATED_AT, Instant.now(clock));
                dsl.update(USERS).set(set).where(USERS.ID.eq(id)).execute();
                if (hash != null || Boolean.FALSE.equals(wanted.isActive())) {
                    endSessions(dsl, id);
                }
                List<String> names = changes.keySet().stream()
                        .map(f -> f.equals(USERS.HASHED_PASSWORD) ? "password" : f.getName())
                        .sorted()
                        .toList();
                AuditLog.user(dsl, caller, "user.updated", "user", id, Map.of("changed", names));
            }
            return dsl.selectFrom(USERS).where(USERS.ID.eq(id)).fetchOptional(this::row);
        });
    }

    /** Whether there was such a user. Collections go to the operator; keys, sessions and permissions go with the user. */
    boolean delete(Caller caller, UUID id) {
        return transactions.in(caller, dsl -> {
            boolean deleted = dsl.deleteFrom(USERS).where(USERS.ID.eq(id)).execute() == 1;
            if (deleted) {
                AuditLog.user(dsl, caller, "user.deleted", "user", id, Map.of());
            }
            return deleted;
        });
    }

    /** The hash of the caller's own password, if there is one. */
    Optional<String> passwordHash(Caller caller) {
        return transactions.in(
                caller,
                dsl -> dsl.select(USERS.HASHED_PASSWORD)
                        .from(USERS)
                        .where(USERS.ID.eq(caller.userId()))
                        .fetchOptional(USERS.HASHED_PASSWORD));
    }

    private void endSessions(DSLContext dsl, UUID user) {
        dsl.update(REFRESH_TOKENS)
                .set(REFRESH_TOKENS.REVOKED_AT, Instant.now(clock))
                .where(REFRESH_TOKENS.USER_ID.eq(user))
                .and(REFRESH_TOKENS.REVOKED_AT.isNull())
                .execute();
    }

    private static Optional<UsersRecord> lock(DSLContext dsl, UUID id) {
        return dsl.selectFrom(USERS).where(USERS.ID.eq(id)).forNoKeyUpdate().fetchOptional();
    }

    private Map<Field<?>, @Nullable Object> changes(UserChange wanted, @Nullable String hash) {
        Map<Field<?>, @Nullable Object> changes = new HashMap<>();
        if (wanted.email() != null) {
            changes.put(USERS.EMAIL, blankToNull(wanted.email()));
        }
        if (wanted.fullName() != null) {
            changes.put(USERS.FULL_NAME, blankToNull(wanted.fullName()));
        }
        put(changes, USERS.IS_ACTIVE, wanted.isActive());
        put(changes, USERS.IS_SUPERUSER, wanted.isSuperuser());
        put(changes, USERS.HASHED_PASSWORD, hash);
        if (wanted.profileMetadata() != null) {
            changes.put(USERS.PROFILE_METADATA, json(wanted.profileMetadata()));
        }
        if (wanted.preferences() != null) {
            changes.put(USERS.PREFERENCES, json(wanted.preferences()));
        }
        return changes;
    }

    private static <T> void put(Map<Field<?>, @Nullable Object> changes, Field<T> field, @Nullable T value) {
        if (value != null) {
            changes.put(field, value);
        }
    }

    private static Condition matches(String reference) {
        return UserFields.isId(reference) ? USERS.ID.eq(UUID.fromString(reference)) : USERS.USERNAME.eq(reference);
    }

    private static @Nullable String blankToNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }

    private JSONB json(Map<String, Object> object) {
        return JSONB.jsonb(json.writeValueAsString(object));
    }

    private UserRow row(Record selected) {
        UsersRecord row = selected.into(USERS);
        return new UserRow(
                row.getId(),
                row.getUsername(),
                row.getEmail(),
                row.getFullName(),
                row.getIsActive(),
                row.getIsSuperuser(),
                json.readValue(row.getProfileMetadata().data(), OBJECT),
                json.readValue(row.getPreferences().data(), OBJECT),
                row.getCreatedAt(),
                row.getUpdatedAt(),
                row.getLastLogin());
    }
}
