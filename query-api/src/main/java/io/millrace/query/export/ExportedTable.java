package io.millrace.query.export;

import static io.millrace.schemas.jooq.Tables.API_KEYS;
import static io.millrace.schemas.jooq.Tables.AUDIT_LOGS;
import static io.millrace.schemas.jooq.Tables.CHAT_HISTORY;
import static io.millrace.schemas.jooq.Tables.COLLECTIONS;
import static io.millrace.schemas.jooq.Tables.COLLECTION_PERMISSIONS;
import static io.millrace.schemas.jooq.Tables.CONVERSATIONS;
import static io.millrace.schemas.jooq.Tables.MESSAGES;
import static io.millrace.schemas.jooq.Tables.QUERY_LOGS;
import static io.millrace.schemas.jooq.Tables.REFRESH_TOKENS;
import static io.millrace.schemas.jooq.Tables.USERS;

import java.util.List;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.TableField;

/**
 * A table with rows of users: what of them is exported, and in which order. Hashes of secrets are not.
 *
 * @param name in the export
 * @param key unique among the rows of one user; the order
 */
record ExportedTable(String name, TableField<?, UUID> key, Field<UUID> user, List<Field<?>> columns) {

    /** Every table with a user's rows. */
    static final List<ExportedTable> ALL = List.of(
            new ExportedTable(
                    "user",
                    USERS.ID,
                    USERS.ID,
                    List.of(
                            USERS.ID,
                            USERS.USERNAME,
                            USERS.EMAIL,
                            USERS.FULL_NAME,
                            USERS.IS_ACTIVE,
                            USERS.IS_SUPERUSER,
                            USERS.PROFILE_METADATA,
                            USERS.PREFERENCES,
                            USERS.CREATED_AT,
                            USERS.UPDATED_AT,
                            USERS.LAST_LOGIN)),
            new ExportedTable(
                    "api_keys",
                    API_KEYS.ID,
                    API_KEYS.USER_ID,
                    List.of(
                            API_KEYS.ID,
                            API_KEYS.NAME,
                            API_KEYS.PREFIX,
                            API_KEYS.SCOPES,
                            API_KEYS.CREATED_AT,
                            API_KEYS.EXPIRES_AT,
                            API_KEYS.LAST_USED_AT,
                            API_KEYS.REVOKED_AT)),
            new ExportedTable(
                    "sessions",
                    REFRESH_TOKENS.ID,
                    REFRESH_TOKENS.USER_ID,
                    List.of(
                            REFRESH_TOKENS.FAMILY,
                            REFRESH_TOKENS.ISSUED_AT,
                            REFRESH_TOKENS.EXPIRES_AT,
                            REFRESH_TOKENS.USED_AT,
                            REFRESH_TOKENS.REVOKED_AT)),
            new ExportedTable(
                    "collections",
                    COLLECTIONS.ID,
                    COLLECTIONS.OWNER_ID,
                    List.of(
                            COLLECTIONS.ID,
                            COLLECTIONS.NAME,
                            COLLECTIONS.DESCRIPTION,
                            COLLECTIONS.META,
                            COLLECTIONS.STATUS,
                            COLLECTIONS.CREATED_AT)),
            new ExportedTable(
                    "permissions",
                    COLLECTION_PERMISSIONS.COLLECTION_ID,
                    COLLECTION_PERMISSIONS.USER_ID,
                    List.of(
                            COLLECTION_PERMISSIONS.COLLECTION_ID,
                            COLLECTION_PERMISSIONS.ROLE,
                            COLLECTION_PERMISSIONS.GRANTED_AT)),
            new ExportedTable(
                    "conversations",
                    CONVERSATIONS.ID,
                    CONVERSATIONS.USER_ID,
                    List.of(CONVERSATIONS.ID, CONVERSATIONS.TITLE, CONVERSATIONS.CREATED_AT, CONVERSATIONS.UPDATED_AT)),
            new ExportedTable(
                    "messages",
                    MESSAGES.ID,
                    MESSAGES.USER_ID,
                    List.of(
                            MESSAGES.ID,
                            MESSAGES.CONVERSATION_ID,
                            MESSAGES.POSITION,
                            MESSAGES.ROLE,
                            MESSAGES.CONTENT,
                            MESSAGES.CREATED_AT)),
            new ExportedTable(
                    "answers",
                    CHAT_HISTORY.ID,
                    CHAT_HISTORY.USER_ID,
                    List.of(
                            CHAT_HISTORY.CONVERSATION_ID,
                            CHAT_HISTORY.QUESTION_ID,
                            CHAT_HISTORY.ANSWER_ID,
                            CHAT_HISTORY.SOURCE_CHUNKS,
                            CHAT_HISTORY.CREATED_AT)),
            new ExportedTable(
                    "searches",
                    QUERY_LOGS.ID,
                    QUERY_LOGS.USER_ID,
                    List.of(
                            QUERY_LOGS.OCCURRED_AT,
                            QUERY_LOGS.QUERY,
                            QUERY_LOGS.COLLECTIONS,
                            QUERY_LOGS.RETRIEVAL_MODE,
                            QUERY_LOGS.RETRIEVED_CHUNKS,
                            QUERY_LOGS.RESPONSE)),
            new ExportedTable(
                    "actions",
                    AUDIT_LOGS.ID,
                    AUDIT_LOGS.USER_ID,
                    List.of(
                            AUDIT_LOGS.OCCURRED_AT,
                            AUDIT_LOGS.OPERATION,
                            AUDIT_LOGS.RESOURCE_TYPE,
                            AUDIT_LOGS.RESOURCE_ID,
                            AUDIT_LOGS.COLLECTION_ID,
                            AUDIT_LOGS.ACTOR,
                            AUDIT_LOGS.IP,
                            AUDIT_LOGS.USER_AGENT,
                            AUDIT_LOGS.DETAILS)));

    ExportedTable {
        columns = List.copyOf(columns);
    }

    /** The rows of a user after one of them. */
    Condition rowsOf(UUID userId, UUID after) {
        return user.eq(userId).and(key.gt(after));
    }
}
