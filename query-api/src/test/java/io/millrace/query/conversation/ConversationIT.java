package io.millrace.query.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.query.HttpCalls;
import io.millrace.query.IndexedContent;
import io.millrace.query.QueryApiServer;
import io.millrace.query.access.TestUsers;
import io.millrace.schemas.id.ChunkId;
import io.millrace.schemas.id.CollectionId;
import io.millrace.schemas.id.ContentHash;
import io.millrace.schemas.id.DocumentId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class ConversationIT {

    private static QueryApiServer server;
    private static IndexedContent content;
    private static HttpCalls ada;
    private static HttpCalls bob;

    @BeforeAll
    static void start() {
        server = QueryApiServer.shared();
        content = new IndexedContent(server);
        ada = TestUsers.login(server, content, "conversation-ada");
        bob = TestUsers.login(server, content, "conversation-bob");
    }

    @AfterAll
    static void stop() throws Exception {
        content.close();
    }

    @Test
    void firstMessageNamesAConversationWithoutATitle() {
        String conversation = begin(ada, "{}");
        assertThat(title(ada, conversation)).isEqualTo("Untitled");
        say(ada, conversation, "How does a humanoid keep its balance?");
        say(ada, conversation, "And when it runs?");
        assertThat(title(ada, conversation)).isEqualTo("How does a humanoid keep its balance?");
    }

    @Test
    void chosenTitleStays() {
        String conversation = begin(ada, "{\"title\":\"Balance\"}");
        say(ada, conversation, "How does a humanoid keep its balance?");
        assertThat(title(ada, conversation)).isEqualTo("Balance");
        String renamed = begin(ada, "{}");
        assertThat(ada.patch(renamed, "{\"title\":\"Gait\"}").status()).isEqualTo(200);
        say(ada, renamed, "How does it walk?");
        assertThat(title(ada, renamed)).isEqualTo("Gait");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET | | ",
                "PATCH | | {\"title\":\"Mine now\"}",
                "DELETE | | ",
                "GET | /messages | ",
                "POST | /messages | {\"role\":\"user\",\"content\":\"Hello\"}",
                "GET | /history | ",
                "POST | /history | {\"question\":\"Q\",\"answer\":\"A\"}",
            })
    void nobodySeesOrChangesAnothersConversation(String method, String part, String body) {
        String conversation = begin(ada, "{\"title\":\"Private\"}");
        say(ada, conversation, "A secret");
        String path = conversation + (part == null ? "" : part);
        for (HttpCalls other : List.of(bob, server.http())) {
            HttpCalls.Answer answer = other.send(
                    method, path, body, body == null ? Map.of() : Map.of("Content-Type", "application/json"));
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.json().get("code").asString()).isEqualTo("conversation-not-found");
        }
        assertThat(items(ada.get(conversation + "/messages"))).hasSize(1);
        assertThat(title(ada, conversation)).isEqualTo("Private");
        assertThat(items(bob.get("/v1/conversations?q=secret"))).isEmpty();
    }

    @Test
    void textIsFoundInTitlesAndMessagesOfOnesOwn() {
        String word = "zq" + UUID.randomUUID().toString().substring(0, 8);
        String byTitle = begin(ada, "{\"title\":\"About " + word + "\"}");
        String byMessage = begin(ada, "{}");
        say(ada, byMessage, "What is " + word.toUpperCase(java.util.Locale.ROOT) + "?");
        say(ada, begin(ada, "{}"), "Something else");
        assertThat(items(ada.get("/v1/conversations?q=" + word)))
                .extracting(item -> "/v1/conversations/" + item.get("id").asString())
                .containsExactly(byMessage, byTitle);
        assertThat(items(ada.get("/v1/conversations?q=%25"))).isEmpty();
    }

    @Test
    void pagesHaveEachConversationOnceNewestFirst() {
        HttpCalls eve = TestUsers.login(server, content, "conversation-eve");
        List<String> begun = IntStream.range(0, 7)
                .mapToObj(i -> begin(eve, "{\"title\":\"Number " + i + "\"}"))
                .toList();
        List<String> seen = new ArrayList<>();
        String cursor = "";
        do {
            HttpCalls.Answer page = eve.get("/v1/conversations?limit=3" + cursor);
            items(page)
                    .forEach(item ->
                            seen.add("/v1/conversations/" + item.get("id").asString()));
            JsonNode next = page.json().get("next_cursor");
            cursor = next == null ? "" : "&cursor=" + next.asString();
        } while (!cursor.isEmpty());
        assertThat(seen).containsExactlyElementsOf(begun.reversed());
    }

    @Test
    void messagesThatComeAtOnceHavePositionsWithoutAGap() throws Exception {
        String conversation = begin(ada, "{}");
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> sent = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                String text = "Message " + i;
                sent.add(executor.submit(() -> say(ada, conversation, text)));
            }
            for (Future<?> one : sent) {
                one.get();
            }
        }
        assertThat(items(ada.get(conversation + "/messages?limit=200")))
                .extracting(item -> item.get("position").asInt())
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 40).boxed().toList());
        assertThat(ada.get(conversation).json().get("message_count").asInt()).isEqualTo(40);
    }

    @Test
    void answerKeepsItsSourcesAfterTheyAreGone() throws Exception {
        CollectionId collection = content.readyCollection("conversation-sources");
        content.execute("UPDATE collections SET is_public = true WHERE id = ?", collection.value());
        DocumentId document = content.document(collection, "a.md", Map.of(), "Ankles keep the balance.");
        String chunk = ChunkId.of(document, ContentHash.ofText("Ankles keep the balance."), 0)
                .toString();
        String conversation = begin(ada, "{}");
        HttpCalls.Answer added = ada.post(
                conversation + "/history",
                "{\"question\":\"What keeps the balance?\",\"answer\":\"Ankles.\",\"source_chunks\":"
                        + "[{\"collection\":\"conversation-sources\",\"chunk_id\":\"" + chunk + "\"}]}");
        assertThat(added.status()).isEqualTo(201);
        content.execute("DELETE FROM chunks WHERE collection_id = ?", collection.value());

        JsonNode answer = items(ada.get(conversation + "/history")).getFirst();
        assertThat(answer.get("question").get("content").asString()).isEqualTo("What keeps the balance?");
        assertThat(answer.get("answer").get("role").asString()).isEqualTo("assistant");
        assertThat(answer.get("source_chunks").get(0).get("chunk_id").asString())
                .isEqualTo(chunk);
        assertThat(answer.get("source_chunks").get(0).get("document_id").asString())
                .isEqualTo(document.toString());
        assertThat(title(ada, conversation)).isEqualTo("What keeps the balance?");
    }

    @Test
    void chunkThatTheCallerCannotReadIsNoSource() throws Exception {
        CollectionId collection = content.readyCollection("conversation-private");
        DocumentId document = content.document(collection, "a.md", Map.of(), "Not for everybody.");
        String chunk = ChunkId.of(document, ContentHash.ofText("Not for everybody."), 0)
                .toString();
        String conversation = begin(ada, "{}");
        for (String id : List.of(chunk, UUID.randomUUID().toString())) {
            HttpCalls.Answer answer = ada.post(
                    conversation + "/history",
                    "{\"question\":\"Q\",\"answer\":\"A\",\"source_chunks\":[{\"collection\":\"conversation-private\","
                            + "\"chunk_id\":\"" + id + "\"}]}");
            assertThat(answer.status()).isEqualTo(404);
        }
        assertThat(items(ada.get(conversation + "/messages"))).isEmpty();
        HttpCalls.Answer unknown = server.http()
                .post(
                        begin(server.http(), "{}") + "/history",
                        "{\"question\":\"Q\",\"answer\":\"A\",\"source_chunks\":[{\"collection\":\"conversation-private\","
                                + "\"chunk_id\":\"" + UUID.randomUUID() + "\"}]}");
        assertThat(unknown.status()).isEqualTo(422);
        assertThat(unknown.json().get("errors").get(0).get("pointer").asString())
                .isEqualTo("/source_chunks/0/chunk_id");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"role\":\"robot\",\"content\":\"x\"} | 422",
                "{\"role\":\"user\"} | 422",
                "{\"role\":\"user\",\"content\":\" \"} | 422",
                "{\"role\":\"user\",\"content\":\"a\\u0000b\"} | 422",
                "{\"content\":\"x\"} | 422",
                "[] | 422",
                "{ | 400",
            })
    void messageThatIsNotValidIsRefusedInOneSentence(String body, int status) {
        HttpCalls.Answer answer = ada.post(begin(ada, "{}") + "/messages", body);
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    }

    @Test
    void everyWriteIsAudited() throws Exception {
        String conversation = begin(ada, "{}");
        UUID id = UUID.fromString(conversation.substring(conversation.lastIndexOf('/') + 1));
        say(ada, conversation, "A message that no audit row repeats");
        ada.patch(conversation, "{\"title\":\"Another\"}");
        assertThat(ada.delete(conversation).status()).isEqualTo(204);
        assertThat(content.texts("SELECT operation FROM audit_logs WHERE resource_id = ? ORDER BY id", id))
                .containsExactly(
                        "conversation.created", "message.added", "conversation.renamed", "conversation.deleted");
        assertThat(content.texts("SELECT details::text FROM audit_logs WHERE resource_id = ?", id))
                .containsOnly("{}");
    }

    private static String begin(HttpCalls caller, String body) {
        HttpCalls.Answer answer = caller.post("/v1/conversations", body);
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(201);
        return "/v1/conversations/" + answer.json().get("id").asString();
    }

    private static void say(HttpCalls caller, String conversation, String text) {
        HttpCalls.Answer answer =
                caller.post(conversation + "/messages", "{\"role\":\"user\",\"content\":\"" + text + "\"}");
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(201);
    }

    private static String title(HttpCalls caller, String conversation) {
        return caller.get(conversation).json().get("title").asString();
    }

    private static List<JsonNode> items(HttpCalls.Answer answer) {
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        List<JsonNode> items = new ArrayList<>();
        answer.json().get("items").forEach(items::add);
        return items;
    }
}
