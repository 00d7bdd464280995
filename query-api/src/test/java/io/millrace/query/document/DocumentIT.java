package io.millrace.query.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.query.HttpCalls;
import io.millrace.query.IndexedContent;
import io.millrace.query.QueryApiServer;
import io.millrace.schemas.avro.DocumentEvent;
import io.millrace.schemas.id.CollectionId;
import io.millrace.schemas.id.DocumentId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class DocumentIT {

    private static final String DOCUMENTS = "/v1/collections/papers/documents";

    private static QueryApiServer server;
    private static IndexedContent content;
    private static CollectionId papers;

    private final HttpCalls http = QueryApiServer.shared().http();

    @BeforeAll
    static void start() throws Exception {
        server = QueryApiServer.shared();
        content = new IndexedContent(server);
        papers = content.readyCollection("papers");
        content.document(papers, "a/b c/d.md", Map.of("k", "v"), "First chunk.", "Second chunk.", "Third chunk.");
        content.document(papers, "list/chunks", Map.of(), "A source that ends like a path of the API.");
        content.document(papers, "https://example.org/x?y=1&z=ü+1", Map.of(), "A source that is an address.");
    }

    @AfterAll
    static void stop() throws Exception {
        content.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/a/b%20c/d.md, a/b c/d.md",
        "/a%2Fb%20c%2Fd.md, a/b c/d.md",
        "/a%2fb%20c/d.md, a/b c/d.md",
        "/list%2Fchunks, list/chunks",
        "/https%3A%2F%2Fexample.org%2Fx%3Fy%3D1%26z%3D%C3%BC+1, https://example.org/x?y=1&z=ü+1",
        "/https://example.org/x%3Fy=1&z=%C3%BC+1, https://example.org/x?y=1&z=ü+1",
    })
    void documentIsFoundHoweverItsSlashesAreWritten(String path, String source) {
        HttpCalls.Answer answer = http.get(DOCUMENTS + path);
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        assertThat(answer.json().get("source").asString()).isEqualTo(source);
        DocumentId id = DocumentId.of(papers, source);
        assertThat(http.get(DOCUMENTS + "/" + id).json()).isEqualTo(answer.json());
    }

    @Test
    void documentSaysHowFarItIs() {
        JsonNode document =
                http.get(DOCUMENTS + "/a/b%20c/d.md?include_content=true").json();
        assertThat(document.get("status").asString()).isEqualTo("INDEXED");
        assertThat(document.get("version")).isEqualTo(document.get("indexed_version"));
        assertThat(document.get("content_hash").asString()).matches("[0-9a-f]{64}");
        assertThat(document.get("last_event_id").asString()).isNotBlank();
        assertThat(document.get("content").asString()).startsWith("First chunk.");
        assertThat(document.at("/metadata/k").asString()).isEqualTo("v");
        assertThat(http.get(DOCUMENTS + "/a/b%20c/d.md").json().has("content")).isFalse();
    }

    @Test
    void contentThatIsKeptAfterADeletionIsNotShown() throws Exception {
        DocumentId deleted = content.commit(papers, "deleted.md", Map.of(), "Kept until it is purged.");
        content.execute(
                "UPDATE documents SET deleted_at = now(), status = 'DELETED', chunk_count = 0 WHERE id = ?",
                deleted.value());
        JsonNode document =
                http.get(DOCUMENTS + "/deleted.md?include_content=true").json();
        assertThat(document.get("deleted").asBoolean()).isTrue();
        assertThat(document.has("content")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"/a/b%20c/d.md/chunks", "/a%2Fb%20c%2Fd.md/chunks"})
    void chunksComeInTheOrderOfTheDocument(String path) {
        JsonNode first = http.get(DOCUMENTS + path + "?limit=2").json();
        assertThat(first.get("items").size()).isEqualTo(2);
        assertThat(first.at("/items/0/text").asString()).isEqualTo("First chunk.");
        JsonNode second = http.get(DOCUMENTS + path + "?limit=2&cursor="
                        + first.get("next_cursor").asString())
                .json();
        assertThat(second.at("/items/0/text").asString()).isEqualTo("Third chunk.");
        assertThat(second.has("next_cursor")).isFalse();
    }

    @Test
    void changeIsInTheTopicWhenItIsAnswered() {
        HttpCalls.Answer answer = http.send(
                "PUT",
                DOCUMENTS + "/new/one.md",
                "{\"content\":\"# Hello\",\"title\":\"Hello\",\"metadata\":{\"lang\":\"en\"},\"sequence\":7}",
                Map.of("Content-Type", "application/json", "Idempotency-Key", "my-event"));
        assertThat(answer.status()).isEqualTo(202);
        DocumentId id = DocumentId.of(papers, "new/one.md");
        assertThat(answer.json().get("event_id").asString()).isEqualTo("my-event");
        assertThat(answer.json().get("document_id").asString()).isEqualTo(id.toString());
        assertThat(answer.header("Location")).isEqualTo(DOCUMENTS + "/" + id);
        DocumentEvent event = PublishedEvents.published(server, "my-event");
        assertThat(event.getCollection()).isEqualTo("papers");
        assertThat(event.getSource()).isEqualTo("new/one.md");
        assertThat(event.getContent()).isEqualTo("# Hello");
        assertThat(event.getMetadata()).containsEntry("lang", "en");
        assertThat(event.getSequence()).isEqualTo(7);
        assertThat(event.getActor()).startsWith("key:").doesNotContain(server.apiKey());
    }

    @Test
    void rawTextIsADocumentToo() {
        HttpCalls.Answer answer = http.send(
                "PUT",
                DOCUMENTS + "/raw.md?title=Raw",
                "# Schrödinger",
                Map.of("Content-Type", "text/markdown; charset=utf-8"));
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(202);
        DocumentEvent event =
                PublishedEvents.published(server, answer.json().get("event_id").asString());
        assertThat(event.getContent()).isEqualTo("# Schrödinger");
        assertThat(event.getMimeType()).isEqualTo("text/markdown");
        assertThat(event.getTitle()).isEqualTo("Raw");
    }

    @Test
    void deletionByIdNamesTheSource() {
        HttpCalls.Answer answer = http.delete(DOCUMENTS + "/" + DocumentId.of(papers, "a/b c/d.md"));
        assertThat(answer.status()).isEqualTo(202);
        DocumentEvent event =
                PublishedEvents.published(server, answer.json().get("event_id").asString());
        assertThat(event.getType()).endsWith("deleted");
        assertThat(event.getSource()).isEqualTo("a/b c/d.md");
        assertThat(event.getContent()).isNull();
    }

    @Test
    void pagingShowsEachOnceWhileOthersAreWritten() throws Exception {
        CollectionId paged = content.readyCollection("paged");
        for (String source : List.of("b", "d", "f", "h")) {
            content.commit(paged, source, Map.of(), "Text of " + source);
        }
        List<String> seen = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page =
                    http.get("/v1/collections/paged/documents?limit=2" + cursor).json();
            page.get("items").forEach(d -> seen.add(d.get("source").asString()));
            if (seen.getLast().equals("d")) {
                content.commit(paged, "a", Map.of(), "Before the cursor");
                content.commit(paged, "e", Map.of(), "After the cursor");
                content.execute(
                        "UPDATE documents SET updated_at = now() WHERE id = ?",
                        DocumentId.of(paged, "f").value());
            }
            cursor = page.has("next_cursor")
                    ? "&cursor=" + page.get("next_cursor").asString()
                    : "";
        } while (!cursor.isEmpty());
        assertThat(seen).containsExactly("b", "d", "e", "f", "h");
    }

    @Test
    void listingFiltersByPrefixAndStatusAndHidesWhatIsDeleted() throws Exception {
        CollectionId listed = content.readyCollection("listed");
        content.document(listed, "guide/one.md", Map.of(), "One.");
        content.commit(listed, "guide/two.md", Map.of(), "Two.");
        content.commit(listed, "other.md", Map.of(), "Three.");
        content.commit(listed, "gone.md", Map.of(), "Four.");
        content.execute(
                "UPDATE documents SET status = 'DELETED', deleted_at = now() WHERE id = ?",
                DocumentId.of(listed, "gone.md").value());
        assertThat(sources("")).containsExactly("guide/one.md", "guide/two.md", "other.md");
        assertThat(sources("?prefix=guide/")).containsExactly("guide/one.md", "guide/two.md");
        assertThat(sources("?prefix=guide%25")).isEmpty();
        assertThat(sources("?status=INDEXED")).containsExactly("guide/one.md");
        assertThat(sources("?status=DELETED")).containsExactly("gone.md");
        assertThat(sources("?deleted=only")).containsExactly("gone.md");
        assertThat(sources("?deleted=include&prefix=g")).containsExactly("gone.md", "guide/one.md", "guide/two.md");
        assertThat(http.get("/v1/collections/listed/documents?deleted=yes").status())
                .isEqualTo(422);
        content.execute(
                "UPDATE documents SET mime_type = 'text/plain' WHERE id = ?",
                DocumentId.of(listed, "other.md").value());
        assertThat(sources("?mime_type=text/plain")).containsExactly("other.md");
    }

    private List<String> sources(String query) {
        List<String> sources = new ArrayList<>();
        http.get("/v1/collections/listed/documents" + query)
                .json()
                .get("items")
                .forEach(d -> sources.add(d.get("source").asString()));
        return sources;
    }
}
