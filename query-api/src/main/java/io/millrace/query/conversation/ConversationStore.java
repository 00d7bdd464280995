package io.millrace.query.conversation;

import static io.millrace.schemas.jooq.Tables.CONVERSATIONS;
import static io.millrace.schemas.jooq.Tables.MESSAGES;

import io.millrace.query.access.Caller;
import io.millrace.query.access.CallerTransactions;
import io.millrace.query.audit.AuditLog;
import io.millrace.schemas.jooq.tables.records.ConversationsRecord;
import io.millrace.schemas.jooq.tables.records.MessagesRecord;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Row5;
import org.jooq.impl.DSL;
import org.springframework.stereotype.Component;

/** The rows of conversations and messages. Row-level security shows a caller his own and no other's. Thread-safe. */
@Component
class ConversationStore {

    private static final String TYPE = "conversation";

    private final CallerTransactions transactions;
    private final Clock clock;

    ConversationStore(CallerTransactions transactions, Clock clock) {
        this.transactions = transactions;
        this.clock = clock;
    }

    ConversationResource insert(Caller caller, ConversationTitle title) {
        return transactions.in(caller, dsl -> {
            ConversationResource made = dsl.insertInto(CONVERSATIONS)
                    .set(CONVERSATIONS.USER_ID, caller.userId())
                    .set(CONVERSATIONS.TITLE, title.text())
                    .set(CONVERSATIONS.AUTOMATIC_TITLE, title.automatic())
                    .returning()
                    .fetchSingle(ConversationStore::resource);
            audit(dsl, caller, "conversation.created", UUID.fromString(made.id()));
            return made;
        });
    }

    /** The newest first, those older than {@code before}. */
    List<ConversationResource> list(Caller caller, Optional<SearchText> wanted, UUID before, int count) {
        return transactions.in(
                caller,
                dsl -> dsl.selectFrom(CONVERSATIONS)
                        .where(CONVERSATIONS.USER_ID.eq(caller.userId()))
                        .and(CONVERSATIONS.ID.lt(before))
                        .and(wanted.map(ConversationStore::says).orElseGet(DSL::noCondition))
                        .orderBy(CONVERSATIONS.ID.desc())
                        .limit(count)
                        .fetch(ConversationStore::resource));
    }

    private static Condition says(SearchText text) {
        return contains(CONVERSATIONS.TITLE, text)
                .or(CONVERSATIONS.ID.in(DSL.select(MESSAGES.CONVERSATION_ID)
                        .from(MESSAGES)
                        .where(MESSAGES.USER_ID.eq(CONVERSATIONS.USER_ID))
                        .and(contains(MESSAGES.CONTENT, text))));
    }

    private static Condition contains(Field<String> field, SearchText text) {
        return DSL.position(DSL.lower(field), DSL.lower(DSL.val(text.text()))).gt(0);
    }

    Optional<ConversationResource> find(Caller caller, UUID id) {
        return transactions.in(
                caller,
                dsl -> dsl.selectFrom(CONVERSATIONS)
                        .where(CONVERSATIONS.ID.eq(id))
                        .fetchOptional(ConversationStore::resource));
    }

    Optional<ConversationResource> rename(Caller caller, UUID id, ConversationTitle title) {
        return transactions.in(caller, dsl -> {
            Optional<ConversationResource> renamed = dsl.update(CONVERSATIONS)
                    .set(CONVERSATIONS.TITLE, title.text())
                    .set(CONVERSATIONS.AUTOMATIC_TITLE, title.automatic())
                    .set(CONVERSATIONS.UPDATED_AT, Instant.now(clock))
                    .where(CONVERSATIONS.ID.eq(id))
                    .returning()
                    .fetchOptional(ConversationStore::resource);
            renamed.ifPresent(row -> audit(dsl, caller, "conversation.renamed", id));
            return renamed;
        });
    }

    boolean delete(Caller caller, UUID id) {
        return transactions.in(caller, dsl -> {
            boolean deleted =
                    dsl.deleteFrom(CONVERSATIONS).where(CONVERSATIONS.ID.eq(id)).execute() > 0;
            if (deleted) {
                audit(dsl, caller, "conversation.deleted", id);
            }
            return deleted;
        });
    }

    Optional<MessageResource> add(Caller caller, UUID conversation, NewMessage message) {
        return transactions.in(
                caller,
                dsl -> append(dsl, caller, conversation, List.of(message)).map(List::getFirst));
    }

    /** Under the conversation's lock, so that positions have no gap. Empty if there is no such conversation. */
    Optional<List<MessageResource>> append(DSLContext dsl, Caller caller, UUID id, List<NewMessage> added) {
        Optional<ConversationsRecord> locked = dsl.selectFrom(CONVERSATIONS)
                .where(CONVERSATIONS.ID.eq(id))
                .forUpdate()
                .fetchOptional();
        if (locked.isEmpty()) {
            return Optional.empty();
        }
        ConversationsRecord conversation = locked.get();
        int position = conversation.getMessageCount();
        List<Row5<UUID, UUID, Integer, String, String>> rows = new ArrayList<>(added.size());
        for (NewMessage message : added) {
            rows.add(DSL.row(
                    id, conversation.getUserId(), ++position, message.role().code(), message.content()));
        }
        List<MessageResource> written = dsl
                .insertInto(MESSAGES)
                .columns(MESSAGES.CONVERSATION_ID, MESSAGES.USER_ID, MESSAGES.POSITION, MESSAGES.ROLE, MESSAGES.CONTENT)
                .valuesOfRows(rows)
                .returning()
                .fetch(ConversationStore::resource)
                .stream()
                .sorted(Comparator.comparingInt(MessageResource::position))
                .toList();
        boolean first = conversation.getMessageCount() == 0 && conversation.getAutomaticTitle();
        dsl.update(CONVERSATIONS)
                .set(CONVERSATIONS.MESSAGE_COUNT, position)
                .set(CONVERSATIONS.UPDATED_AT, Instant.now(clock))
                .set(
                        CONVERSATIONS.TITLE,
                        first
                                ? ConversationTitle.ofMessage(added.getFirst().content())
                                        .text()
                                : conversation.getTitle())
                .where(CONVERSATIONS.ID.eq(id))
                .execute();
        audit(dsl, caller, "message.added", id);
        return Optional.of(written);
    }

    /** In order, those after a position. Empty if there is no such conversation. */
    Optional<List<MessageResource>> messages(Caller caller, UUID conversation, int after, int count) {
        return transactions.in(caller, dsl -> {
            if (!dsl.fetchExists(CONVERSATIONS, CONVERSATIONS.ID.eq(conversation))) {
                return Optional.empty();
            }
            return Optional.of(dsl.selectFrom(MESSAGES)
                    .where(MESSAGES.CONVERSATION_ID.eq(conversation))
                    .and(MESSAGES.POSITION.gt(after))
                    .orderBy(MESSAGES.POSITION)
                    .limit(count)
                    .fetch(ConversationStore::resource));
        });
    }

    private static void audit(DSLContext dsl, Caller caller, String operation, UUID conversation) {
        AuditLog.user(dsl, caller, operation, TYPE, conversation, Map.of());
    }

    private static ConversationResource resource(ConversationsRecord row) {
        return new ConversationResource(
                row.getId().toString(),
                row.getTitle(),
                row.getAutomaticTitle(),
                row.getMessageCount(),
                row.getCreatedAt(),
                row.getUpdatedAt());
    }

    static MessageResource resource(MessagesRecord row) {
        return new MessageResource(
                row.getId().toString(),
                row.getConversationId().toString(),
                row.getPosition(),
                MessageRole.of(row.getRole()),
                row.getContent(),
                row.getCreatedAt());
    }
}
