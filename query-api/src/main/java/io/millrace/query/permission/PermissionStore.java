package io.millrace.query.permission;

import static io.millrace.schemas.jooq.Tables.COLLECTIONS;
import static io.millrace.schemas.jooq.Tables.COLLECTION_PERMISSIONS;

import io.millrace.query.access.Caller;
import io.millrace.query.access.CallerTransactions;
import io.millrace.query.access.Role;
import io.millrace.query.audit.AuditLog;
import io.millrace.query.collection.CollectionRow;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SelectField;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The rows of permissions. Each change is committed with its row in the audit log. Thread-safe. */
@Component
class PermissionStore {

    private static final Field<String> USERNAME = DSL.function(
                    "username_of", SQLDataType.CLOB, COLLECTION_PERMISSIONS.USER_ID)
            .as("username");
    private static final Field<String> GRANTED_BY = DSL.function(
                    "username_of", SQLDataType.CLOB, COLLECTION_PERMISSIONS.GRANTED_BY)
            .as("granted_by_name");

    private final CallerTransactions transactions;
    private final Clock clock;

    PermissionStore(CallerTransactions transactions, Clock clock) {
        this.transactions = transactions;
        this.clock = clock;
    }

    /** What became of a wish. */
    enum Outcome {
        DONE,
        NO_USER,
        /** The owner needs no permission. */
        IS_OWNER,
        /** The collection is gone, or the caller may not change it any more. */
        NOT_PERMITTED
    }

    /** In the order of user names. */
    List<PermissionResource> list(Caller caller, CollectionRow collection, String afterName, int count) {
        return transactions.in(
                caller,
                dsl -> dsl.select(columns())
                        .from(COLLECTION_PERMISSIONS)
                        .where(COLLECTION_PERMISSIONS.COLLECTION_ID.eq(
                                collection.id().value()))
                        .and(DSL.function("username_of", SQLDataType.CLOB, COLLECTION_PERMISSIONS.USER_ID)
                                .gt(afterName))
                        .orderBy(USERNAME)
                        .limit(count)
                        .fetch(PermissionStore::resource));
    }

    Optional<PermissionResource> find(Caller caller, CollectionRow collection, String username) {
        return transactions.in(
                caller,
                dsl -> dsl.select(columns())
                        .from(COLLECTION_PERMISSIONS)
                        .where(COLLECTION_PERMISSIONS.COLLECTION_ID.eq(
                                collection.id().value()))
                        .and(COLLECTION_PERMISSIONS.USER_ID.eq(idOf(username)))
                        .fetchOptional(PermissionStore::resource));
    }

    Outcome put(Caller caller, CollectionRow collection, String username, Role role) {
        return transactions.in(caller, dsl -> {
            UUID user = user(dsl, username);
            if (user == null) {
                return Outcome.NO_USER;
            }
            UUID owner = lock(dsl, collection);
            if (owner == null) {
                return Outcome.NOT_PERMITTED;
            }
            if (owner.equals(user)) {
                return Outcome.IS_OWNER;
            }
            grant(dsl, caller, collection, user, role);
            audit(dsl, caller, collection, "permission.granted", Map.of("user", user, "role", role.code()));
            return Outcome.DONE;
        });
    }

    /** Whether there was one. */
    boolean delete(Caller caller, CollectionRow collection, String username) {
        return transactions.in(caller, dsl -> {
            UUID user = user(dsl, username);
            if (user == null || !remove(dsl, collection, user)) {
                return false;
            }
            audit(dsl, caller, collection, "permission.revoked", Map.of("user", user));
            return true;
        });
    }

    /** The new owner has every right; the old one stays an admin. */
    Outcome transfer(Caller caller, CollectionRow collection, String username) {
        return transactions.in(caller, dsl -> {
            UUID user = user(dsl, username);
            if (user == null) {
                return Outcome.NO_USER;
            }
            UUID owner = lock(dsl, collection);
            if (owner == null) {
                return Outcome.NOT_PERMITTED;
            }
            if (owner.equals(user)) {
                return Outcome.DONE;
            }
            remove(dsl, collection, user);
            grant(dsl, caller, collection, owner, Role.ADMIN);
            dsl.update(COLLECTIONS)
                    .set(COLLECTIONS.OWNER_ID, user)
                    .set(COLLECTIONS.UPDATED_AT, Instant.now(clock))
                    .where(COLLECTIONS.ID.eq(collection.id().value()))
                    .execute();
            audit(dsl, caller, collection, "collection.transferred", Map.of("from", owner, "to", user));
            return Outcome.DONE;
        });
    }

    /** The owner of the collection, which stays so until the end of the transaction. */
    private static @Nullable UUID lock(DSLContext dsl, CollectionRow collection) {
        return dsl.select(COLLECTIONS.OWNER_ID)
                .from(COLLECTIONS)
                .where(COLLECTIONS.ID.eq(collection.id().value()))
                .and(COLLECTIONS.DELETED_AT.isNull())
                .forNoKeyUpdate()
                .fetchOne(COLLECTIONS.OWNER_ID);
    }

    private void grant(DSLContext dsl, Caller caller, CollectionRow collection, UUID user, Role role) {
        dsl.insertInto(COLLECTION_PERMISSIONS)
                .set(COLLECTION_PERMISSIONS.COLLECTION_ID, collection.id().value())
                .set(COLLECTION_PERMISSIONS.USER_ID, user)
                .set(COLLECTION_PERMISSIONS.ROLE, role.code())
                .set(COLLECTION_PERMISSIONS.GRANTED_BY, caller.userId())
                .set(COLLECTION_PERMISSIONS.GRANTED_AT, Instant.now(clock))
                .onConflict(COLLECTION_PERMISSIONS.COLLECTION_ID, COLLECTION_PERMISSIONS.USER_ID)
                .doUpdate()
                .set(COLLECTION_PERMISSIONS.ROLE, DSL.excluded(COLLECTION_PERMISSIONS.ROLE))
                .set(COLLECTION_PERMISSIONS.GRANTED_BY, DSL.excluded(COLLECTION_PERMISSIONS.GRANTED_BY))
                .set(COLLECTION_PERMISSIONS.GRANTED_AT, DSL.excluded(COLLECTION_PERMISSIONS.GRANTED_AT))
                .execute();
    }

    private static boolean remove(DSLContext dsl, CollectionRow collection, UUID user) {
        return dsl.deleteFrom(COLLECTION_PERMISSIONS)
                        .where(COLLECTION_PERMISSIONS.COLLECTION_ID.eq(
                                collection.id().value()))
                        .and(COLLECTION_PERMISSIONS.USER_ID.eq(user))
                        .execute()
                == 1;
    }

    private static void audit(
            DSLContext dsl, Caller caller, CollectionRow collection, String operation, Map<String, ?> details) {
        AuditLog.collection(dsl, caller, operation, collection.id().value(), collection.version(), details);
    }

    private static @Nullable UUID user(DSLContext dsl, String username) {
        return dsl.select(idOf(username)).fetchSingle().value1();
    }

    private static Field<UUID> idOf(String username) {
        return DSL.function("user_id_of", SQLDataType.UUID, DSL.val(username));
    }

    private static List<SelectField<?>> columns() {
        return List.of(USERNAME, COLLECTION_PERMISSIONS.ROLE, GRANTED_BY, COLLECTION_PERMISSIONS.GRANTED_AT);
    }

    private static PermissionResource resource(Record row) {
        return new PermissionResource(
                row.get(USERNAME),
                Role.of(row.get(COLLECTION_PERMISSIONS.ROLE)),
                row.get(GRANTED_BY),
                row.get(COLLECTION_PERMISSIONS.GRANTED_AT));
    }
}
