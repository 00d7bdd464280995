package io.millrace.query.audit;

import static io.millrace.schemas.jooq.Tables.AUDIT_LOGS;

import io.millrace.query.access.Caller;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Says who changed what, in the transaction that changes it. Thread-safe. */
public final class AuditLog {

    private static final JsonMapper JSON = new JsonMapper();

    private AuditLog() {}

    /** A change of a collection, which is at this version now. */
    public static void collection(
            DSLContext dsl, Caller caller, String operation, UUID collection, long version, Map<String, ?> details) {
        insert(dsl, caller, operation, "collection", collection, collection, version, details);
    }

    /** A change of a user, or of a user's key or session. */
    public static void user(
            DSLContext dsl, Caller caller, String operation, String type, UUID resource, Map<String, ?> details) {
        insert(dsl, caller, operation, type, resource, null, null, details);
    }

    private static void insert(
            DSLContext dsl,
            Caller caller,
            String operation,
            String type,
            UUID resource,
            @Nullable UUID collection,
            @Nullable Long version,
            Map<String, ?> details) {
        dsl.insertInto(AUDIT_LOGS)
                .set(AUDIT_LOGS.OPERATION, operation)
                .set(AUDIT_LOGS.RESOURCE_TYPE, type)
                .set(AUDIT_LOGS.RESOURCE_ID, resource)
                .set(AUDIT_LOGS.COLLECTION_ID, collection)
                .set(AUDIT_LOGS.ACTOR, caller.subject())
                .set(AUDIT_LOGS.VERSION, version)
                .set(AUDIT_LOGS.DETAILS, json(details))
                .execute();
    }

    private static JSONB json(Map<String, ?> details) {
        return JSONB.jsonb(JSON.writeValueAsString(details));
    }
}
