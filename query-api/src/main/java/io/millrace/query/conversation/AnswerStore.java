package io.millrace.query.conversation;

import static io.millrace.schemas.jooq.Tables.CHAT_HISTORY;
import static io.millrace.schemas.jooq.Tables.CHUNKS;
import static io.millrace.schemas.jooq.Tables.MESSAGES;

import io.millrace.query.access.Caller;
import io.millrace.query.access.CallerTransactions;
import io.millrace.query.collection.CollectionDirectory;
import io.millrace.query.collection.CollectionRow;
import io.millrace.query.conversation.AnswerRequest.SourceReference;
import io.millrace.query.conversation.AnswerResource.SourceChunk;
import io.millrace.query.problem.ProblemCode;
import io.millrace.query.problem.ProblemException;
import io.millrace.query.problem.Violation;
import io.millrace.schemas.jooq.tables.Messages;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Questions, answers and their sources: rows beside the messages that they are. Thread-safe. */
@Component
class AnswerStore {

    private static final TypeReference<List<SourceChunk>> SOURCES = new TypeReference<>() {};

    private static final Messages QUESTION = MESSAGES.as("question");
    private static final Messages ANSWER = MESSAGES.as("answer");

    private final CallerTransactions transactions;
    private final ConversationStore conversations;
    private final CollectionDirectory directory;
    private final JsonMapper json;

    AnswerStore(
            CallerTransactions transactions,
            ConversationStore conversations,
            CollectionDirectory directory,
            JsonMapper json) {
        this.transactions = transactions;
        this.conversations = conversations;
        this.directory = directory;
        this.json = json;
    }

    /** Empty if there is no such conversation. */
    Optional<AnswerResource> add(Caller caller, UUID conversation, AnswerRequest.Valid wanted) {
        Map<String, CollectionRow> collections = new LinkedHashMap<>();
        for (SourceReference source : wanted.sources()) {
            collections.computeIfAbsent(source.collection(), name -> directory.require(caller, name));
        }
        return transactions.in(caller, dsl -> {
            List<SourceChunk> sources = sources(dsl, wanted.sources(), collections);
            return conversations
                    .append(dsl, caller, conversation, List.of(wanted.question(), wanted.answer()))
                    .map(messages -> insert(dsl, caller, conversation, messages, sources));
        });
    }

    private AnswerResource insert(
            DSLContext dsl,
            Caller caller,
            UUID conversation,
            List<MessageResource> messages,
            List<SourceChunk> sources) {
        MessageResource question = messages.getFirst();
        MessageResource answer = messages.getLast();
        return dsl.insertInto(CHAT_HISTORY)
                .set(CHAT_HISTORY.CONVERSATION_ID, conversation)
                .set(CHAT_HISTORY.USER_ID, caller.userId())
                .set(CHAT_HISTORY.QUESTION_ID, UUID.fromString(question.id()))
                .set(CHAT_HISTORY.ANSWER_ID, UUID.fromString(answer.id()))
                .set(CHAT_HISTORY.SOURCE_CHUNKS, JSONB.jsonb(json.writeValueAsString(sources)))
                .returning()
                .fetchSingle(row ->
                        new AnswerResource(row.getId().toString(), question, answer, sources, row.getCreatedAt()));
    }

    /** In order, those after one. */
    List<AnswerResource> list(Caller caller, UUID conversation, UUID after, int count) {
        return transactions.in(
                caller,
                dsl -> dsl.select(CHAT_HISTORY.ID, CHAT_HISTORY.SOURCE_CHUNKS, CHAT_HISTORY.CREATED_AT)
                        .select(QUESTION.fields())
                        .select(ANSWER.fields())
                        .from(CHAT_HISTORY)
                        .join(QUESTION)
                        .on(QUESTION.ID.eq(CHAT_HISTORY.QUESTION_ID))
                        .join(ANSWER)
                        .on(ANSWER.ID.eq(CHAT_HISTORY.ANSWER_ID))
                        .where(CHAT_HISTORY.CONVERSATION_ID.eq(conversation))
                        .and(CHAT_HISTORY.ID.gt(after))
                        .orderBy(CHAT_HISTORY.ID)
                        .limit(count)
                        .fetch(row -> new AnswerResource(
                                row.get(CHAT_HISTORY.ID).toString(),
                                ConversationStore.resource(row.into(QUESTION)),
                                ConversationStore.resource(row.into(ANSWER)),
                                json.readValue(
                                        row.get(CHAT_HISTORY.SOURCE_CHUNKS).data(), SOURCES),
                                row.get(CHAT_HISTORY.CREATED_AT, Instant.class))));
    }

    /** One statement for the chunks of each collection, which are in one partition. */
    private static List<SourceChunk> sources(
            DSLContext dsl, List<SourceReference> wanted, Map<String, CollectionRow> collections) {
        Map<UUID, SourceChunk> found = new LinkedHashMap<>();
        collections.forEach((name, collection) -> dsl.select(CHUNKS.ID, CHUNKS.DOCUMENT_ID, CHUNKS.VERSION)
                .from(CHUNKS)
                .where(CHUNKS.PARTITION_KEY.eq(collection.partitionKey()))
                .and(CHUNKS.COLLECTION_ID.eq(collection.id().value()))
                .and(CHUNKS.ID.in(wanted.stream()
                        .filter(source -> source.collection().equals(name))
                        .map(SourceReference::chunkId)
                        .toList()))
                .forEach(row -> found.put(
                        row.value1(),
                        new SourceChunk(
                                collection.id().toString(),
                                row.value2().toString(),
                                row.value1().toString(),
                                row.value3()))));
        List<SourceChunk> sources = new ArrayList<>(wanted.size());
        for (int i = 0; i < wanted.size(); i++) {
            SourceChunk chunk = found.get(wanted.get(i).chunkId());
            if (chunk == null) {
                String detail = "the chunk " + wanted.get(i).chunkId() + " does not exist in the collection '"
                        + wanted.get(i).collection() + "': it was changed or deleted since it was found.";
                throw new ProblemException(
                        ProblemCode.VALIDATION_FAILED,
                        detail,
                        List.of(new Violation("/source_chunks/" + i + "/chunk_id", detail)));
            }
            sources.add(chunk);
        }
        return sources;
    }
}
