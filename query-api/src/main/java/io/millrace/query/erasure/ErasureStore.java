package io.millrace.query.erasure;

import static io.millrace.schemas.jooq.Tables.COLLECTIONS;
import static io.millrace.schemas.jooq.Tables.DOCUMENTS;
import static io.millrace.schemas.jooq.Tables.OPERATIONS;
import static io.millrace.schemas.jooq.Tables.REFRESH_TOKENS;
import static io.millrace.schemas.jooq.Tables.USERS;

import io.millrace.query.access.Caller;
import io.millrace.query.access.CallerTransactions;
import io.millrace.query.audit.AuditLog;
import io.millrace.query.problem.ProblemCode;
import io.millrace.query.problem.ProblemException;
import io.millrace.schemas.id.CollectionId;
import io.millrace.schemas.id.DocumentId;
import io.millrace.schemas.jooq.tables.records.CollectionsRecord;
import io.millrace.schemas.jooq.tables.records.OperationsRecord;
import io.millrace.schemas.jooq.tables.records.UsersRecord;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Erasures as operations. One that is under way is not begun a second time, and not changed. Thread-safe. */
@Component
class ErasureStore {

    private static final Pattern ID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final String TYPE = "ERASURE";

    private final CallerTransactions transactions;
    private final ErasureReader reader;
    private final JsonMapper json;
    private final Clock clock;

    ErasureStore(CallerTransactions transactions, ErasureReader reader, JsonMapper json, Clock clock) {
        this.transactions = transactions;
        this.reader = reader;
        this.json = json;
        this.clock = clock;
    }

    /** @throws ProblemException if there is nothing of that name, it is the operator, or another erasure of it is under way */
    ErasureResource begin(Caller caller, ErasureRequest request) {
        return transactions.in(
                caller,
                dsl -> request.user() == null
                        ? beginDocument(dsl, caller, request)
                        : beginUser(dsl, caller, request, request.user()));
    }

    Optional<ErasureResource> find(Caller caller, UUID id) {
        return transactions.in(
                caller,
                dsl -> dsl.selectFrom(OPERATIONS)
                        .where(OPERATIONS.ID.eq(id))
                        .and(OPERATIONS.TYPE.eq(TYPE))
                        .fetchOptional(reader::resource));
    }

    List<ErasureResource> list(Caller caller, String after, int count) {
        Condition older = after.isEmpty() || !ID.matcher(after).matches()
                ? DSL.noCondition()
                : DSL.row(OPERATIONS.CREATED_AT, OPERATIONS.ID)
                        .lt(DSL.select(OPERATIONS.CREATED_AT, OPERATIONS.ID)
                                .from(OPERATIONS)
                                .where(OPERATIONS.ID.eq(UUID.fromString(after))));
        return transactions.in(
                caller,
                dsl -> dsl.selectFrom(OPERATIONS)
                        .where(OPERATIONS.TYPE.eq(TYPE))
                        .and(older)
                        .orderBy(OPERATIONS.CREATED_AT.desc(), OPERATIONS.ID.desc())
                        .limit(count)
                        .fetch(reader::resource));
    }

    private ErasureResource beginUser(DSLContext dsl, Caller caller, ErasureRequest request, String reference) {
        UsersRecord user = user(dsl, reference);
        if (user.getId().equals(Caller.OPERATOR)) {
            throw new ProblemException(
                    ProblemCode.USER_IMMUTABLE,
                    "the operator is who holds this installation's own key, and cannot be erased.");
        }
        UsersRecord heir = request.transferTo() == null ? null : user(dsl, request.transferTo());
        if (heir != null && (heir.getId().equals(user.getId()) || !heir.getIsActive())) {
            throw new ProblemException(
                    ProblemCode.USER_IMMUTABLE, "collections go to another user, who is active: name one.");
        }
        List<CollectionsRecord> owned = dsl.selectFrom(COLLECTIONS)
                .where(COLLECTIONS.OWNER_ID.eq(user.getId()))
                .and(heir == null ? DSL.noCondition() : COLLECTIONS.DELETED_AT.isNotNull())
                .orderBy(COLLECTIONS.ID)
                .fetch();
        if (request.isDryRun()) {
            List<UUID> ids = owned.stream().map(CollectionsRecord::getId).toList();
            long documents = dsl.fetchCount(DOCUMENTS, DOCUMENTS.COLLECTION_ID.in(ids));
            return ErasureReader.preview("user", user.getId(), null, ids, documents);
        }
        Optional<ErasureResource> open = open(dsl, "user", user.getId(), heir == null ? null : heir.getId(), request);
        if (open.isPresent()) {
            return open.get();
        }
        dsl.update(USERS)
                .set(USERS.IS_ACTIVE, false)
                .set(USERS.UPDATED_AT, Instant.now(clock))
                .where(USERS.ID.eq(user.getId()))
                .execute();
        dsl.update(REFRESH_TOKENS)
                .set(REFRESH_TOKENS.REVOKED_AT, Instant.now(clock))
                .where(REFRESH_TOKENS.USER_ID.eq(user.getId()))
                .and(REFRESH_TOKENS.REVOKED_AT.isNull())
                .execute();
        ObjectNode config = json.createObjectNode()
                .put("subject", "user")
                .put("user", user.getId().toString())
                .put("trim_topics", request.isTrimming());
        if (heir != null) {
            config.put("transfer_to", heir.getId().toString());
        }
        // Which they are, and how they are called, the worker notes as it closes them.
        config.putArray("collections");
        AuditLog.user(dsl, caller, "user.erasure-requested", "user", user.getId(), Map.of());
        // Who asks for his own erasure is forgotten with it.
        return insert(dsl, caller.userId().equals(user.getId()) ? null : caller.subject(), config);
    }

    private ErasureResource beginDocument(DSLContext dsl, Caller caller, ErasureRequest request) {
        String reference = String.valueOf(request.document());
        CollectionsRecord collection = collection(dsl, String.valueOf(request.collection()));
        DocumentId named = DocumentId.of(new CollectionId(collection.getId()), reference);
        UUID wanted = ID.matcher(reference).matches() ? UUID.fromString(reference) : named.value();
        var row = dsl.select(DOCUMENTS.ID, DOCUMENTS.SOURCE)
                .from(DOCUMENTS)
                .where(DOCUMENTS.ID.in(wanted, named.value()))
                .and(DOCUMENTS.COLLECTION_ID.eq(collection.getId()))
                .fetchAny();
        // A document that was never stored may lie in topics and dead letters all the same.
        UUID document = row == null ? named.value() : row.value1();
        String source = row == null ? reference : row.value2();
        if (row == null && ID.matcher(reference).matches()) {
            throw new ProblemException(
                    ProblemCode.DOCUMENT_NOT_FOUND,
                    "the collection '" + collection.getName() + "' has no document of this id: give its source.");
        }
        if (request.isDryRun()) {
            return ErasureReader.preview(
                    "document", null, document, List.of(collection.getId()), row == null ? 0L : 1L);
        }
        Optional<ErasureResource> open = open(dsl, "document", document, null, request);
        if (open.isPresent()) {
            return open.get();
        }
        ObjectNode config = json.createObjectNode()
                .put("subject", "document")
                .put("document", document.toString())
                .put("source", source)
                .put("trim_topics", request.isTrimming());
        ArrayNode collections = config.putArray("collections");
        collections
                .addObject()
                .put("id", collection.getId().toString())
                .put("name", collection.getName())
                .put("since", collection.getCreatedAt().toString());
        AuditLog.collection(
                dsl,
                caller,
                "document.erasure-requested",
                collection.getId(),
                collection.getVersion(),
                Map.of("document", document.toString()));
        return insert(dsl, caller.subject(), config);
    }

    private ErasureResource insert(DSLContext dsl, @Nullable String requestedBy, ObjectNode config) {
        UUID id = UUID.randomUUID();
        dsl.insertInto(OPERATIONS)
                .set(OPERATIONS.ID, id)
                .set(OPERATIONS.TYPE, TYPE)
                .set(OPERATIONS.CONFIG, JSONB.jsonb(json.writeValueAsString(config)))
                .set(OPERATIONS.REQUESTED_BY, requestedBy)
                .execute();
        return dsl.selectFrom(OPERATIONS).where(OPERATIONS.ID.eq(id)).fetchSingle(reader::resource);
    }

    /** @throws ProblemException if the one that is under way does something else: what it did cannot be undone */
    private Optional<ErasureResource> open(
            DSLContext dsl, String subject, UUID id, @Nullable UUID heir, ErasureRequest request) {
        Field<String> named = DSL.jsonbGetAttributeAsText(OPERATIONS.CONFIG, subject);
        return dsl.selectFrom(OPERATIONS)
                .where(OPERATIONS.TYPE.eq(TYPE))
                .and(OPERATIONS.FINISHED_AT.isNull())
                .and(named.eq(id.toString()))
                .limit(1)
                .fetchOptional(row -> {
                    requireSame(row, heir, request);
                    return reader.resource(row);
                });
    }

    private void requireSame(OperationsRecord open, @Nullable UUID heir, ErasureRequest request) {
        JsonNode config = json.readTree(open.getConfig().data());
        String given = config.path("transfer_to").asString("");
        if (!given.equals(heir == null ? "" : heir.toString())) {
            throw underWay(
                    open,
                    given.isEmpty()
                            ? "erases the user's collections, and gives none away"
                            : "gives the user's collections to " + given);
        }
        if (request.isTrimming() && !config.path("trim_topics").asBoolean(false)) {
            throw underWay(open, "waits until the topics expire, and cuts none off");
        }
    }

    private static ProblemException underWay(OperationsRecord open, String what) {
        return new ProblemException(
                ProblemCode.ERASURE_UNDER_WAY,
                "the erasure " + open.getId() + " is under way, and " + what + ": watch it at /v1/erasures/"
                        + open.getId() + ".");
    }

    private static UsersRecord user(DSLContext dsl, String reference) {
        Condition named = ID.matcher(reference).matches()
                ? USERS.ID.eq(UUID.fromString(reference))
                : USERS.USERNAME.eq(reference);
        return dsl.selectFrom(USERS)
                .where(named)
                .forNoKeyUpdate()
                .fetchOptional()
                .orElseThrow(() -> new ProblemException(
                        ProblemCode.USER_NOT_FOUND,
                        "there is no user '" + reference
                                + "': list them at /v1/users; who was erased is in the receipts at /v1/erasures."));
    }

    private static CollectionsRecord collection(DSLContext dsl, String reference) {
        Condition named = ID.matcher(reference).matches()
                ? COLLECTIONS.ID.eq(UUID.fromString(reference))
                : COLLECTIONS.NAME.eq(reference);
        return dsl.selectFrom(COLLECTIONS)
                .where(named)
                .and(COLLECTIONS.DELETED_AT.isNull())
                .fetchOptional()
                .orElseThrow(() -> new ProblemException(
                        ProblemCode.COLLECTION_NOT_FOUND,
                        "there is no collection '" + reference + "': list them at /v1/collections."));
    }
}
