package io.millrace.query.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.query.HttpCalls;
import io.millrace.query.IndexedContent;
import io.millrace.query.QueryApiServer;
import io.millrace.schemas.avro.DocumentEvent;
import io.millrace.schemas.id.CollectionId;
import io.millrace.schemas.id.DocumentId;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class DocumentChangeIT {

    private static final String DOCUMENTS = "/v1/collections/changed/documents";

    private static QueryApiServer server;
    private static IndexedContent content;
    private static CollectionId changed;

    private final HttpCalls http = QueryApiServer.shared().http();

    @BeforeAll
    static void start() throws Exception {
        server = QueryApiServer.shared();
        content = new IndexedContent(server);
        changed = content.readyCollection("changed");
        content.document(changed, "notes/live.md", Map.of("lang", "en", "team", "arms"), "A text that stays.");
        deleted("notes/deleted.md");
        deleted("notes/purged.md");
        content.execute(
                "UPDATE documents SET content = NULL, content_hash = NULL, title = NULL, purged_at = now() WHERE id = ?",
                DocumentId.of(changed, "notes/purged.md").value());
    }

    @AfterAll
    static void stop() throws Exception {
        content.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/notes/deleted.md/restore", "/notes%2Fdeleted.md/restore"})
    void whatIsDeletedIsRestoredByAnEventHoweverItsSlashesAreWritten(String path) {
        HttpCalls.Answer answer = http.send("POST", DOCUMENTS + path, null, Map.of());
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(202);
        assertThat(answer.header("Location")).isEqualTo(DOCUMENTS + "/" + DocumentId.of(changed, "notes/deleted.md"));
        DocumentEvent event = published(answer);
        assertThat(event.getType()).isEqualTo("io.millrace.document.restored");
        assertThat(event.getSource()).isEqualTo("notes/deleted.md");
        assertThat(event.getContent()).isNull();
    }

    @Test
    void whatIsPurgedOrWasNeverThereIsNotRestoredAndTheAnswerSaysWhy() {
        HttpCalls.Answer purged = http.send("POST", DOCUMENTS + "/notes/purged.md/restore", null, Map.of());
        assertThat(purged.status()).isEqualTo(409);
        assertThat(purged.json().get("code").asString()).isEqualTo("document-not-restorable");
        assertThat(purged.json().get("detail").asString()).contains("purged at 2", "publish it again");
        assertThat(http.send("POST", DOCUMENTS + "/none.md/restore", null, Map.of())
                        .status())
                .isEqualTo(404);
        assertThat(http.send("POST", DOCUMENTS + "/notes/deleted.md", null, Map.of())
                        .status())
                .isEqualTo(404);
    }

    @Test
    void purgeIsAnEventOfItsOwn() {
        HttpCalls.Answer answer = http.delete(DOCUMENTS + "/notes/deleted.md?purge=true");
        assertThat(answer.status()).isEqualTo(202);
        assertThat(published(answer).getType()).isEqualTo("io.millrace.document.purged");
        assertThat(published(http.delete(DOCUMENTS + "/notes/deleted.md")).getType())
                .isEqualTo("io.millrace.document.deleted");
    }

    @Test
    void descriptionCarriesTitleAndMetadataWholeAndNoContent() {
        DocumentEvent titled = published(http.patch(DOCUMENTS + "/notes/live.md", "{\"title\":\"Another\"}"));
        assertThat(titled.getType()).isEqualTo("io.millrace.document.described");
        assertThat(titled.getTitle()).isEqualTo("Another");
        assertThat(titled.getMetadata()).isEqualTo(Map.of("lang", "en", "team", "arms"));
        assertThat(titled.getContent()).isNull();
        assertThat(titled.getContentBytes()).isNull();
        assertThat(titled.getChunks()).isNull();

        DocumentEvent labelled =
                published(http.patch(DOCUMENTS + "/notes/live.md", "{\"metadata\":{\"lang\":\"de\"}}"));
        assertThat(labelled.getTitle()).isEqualTo("Title of notes/live.md");
        assertThat(labelled.getMetadata()).isEqualTo(Map.of("lang", "de"));

        DocumentEvent untitled =
                published(http.patch(DOCUMENTS + "/notes/live.md", "{\"title\":\"\",\"metadata\":{}}"));
        assertThat(untitled.getTitle()).isNull();
        assertThat(untitled.getMetadata()).isEmpty();
    }

    @Test
    void whatCannotBeDescribedIsToldBeforeItBecomesADeadLetter() {
        assertThat(code(http.patch(DOCUMENTS + "/notes/deleted.md", "{\"title\":\"A\"}"), 409))
                .isEqualTo("document-deleted");
        assertThat(code(http.patch(DOCUMENTS + "/none.md", "{\"title\":\"A\"}"), 404))
                .isEqualTo("document-not-found");
        assertThat(code(http.patch(DOCUMENTS + "/notes/live.md", "{}"), 422)).isEqualTo("validation-failed");
        assertThat(code(http.patch(DOCUMENTS + "/notes/live.md/chunks", "{\"title\":\"A\"}"), 422))
                .isEqualTo("validation-failed");
        assertThat(code(http.patch(DOCUMENTS + "/notes/live.md", "{\"metadata\":{\"k\":null}}"), 422))
                .isEqualTo("validation-failed");
    }

    @Test
    void archivedCollectionTakesNoChangeAndSaysSo() throws Exception {
        CollectionId archived = content.readyCollection("shut");
        content.document(archived, "a.md", Map.of(), "A text.");
        content.execute("UPDATE collections SET status = 'ARCHIVED' WHERE id = ?", archived.value());
        HttpCalls fresh = server.http();
        String document = "/v1/collections/" + archived + "/documents/a.md";
        assertThat(code(fresh.put(document, "{\"content\":\"B.\"}"), 409)).isEqualTo("collection-archived");
        assertThat(code(fresh.delete(document), 409)).isEqualTo("collection-archived");
        assertThat(code(fresh.patch(document, "{\"title\":\"A\"}"), 409)).isEqualTo("collection-archived");
        assertThat(code(fresh.send("POST", document + "/restore", null, Map.of()), 409))
                .isEqualTo("collection-archived");
    }

    @Test
    void documentSaysWhatFileItIsWhoseDuplicateAndWhyItFailed() throws Exception {
        DocumentId first = content.document(changed, "first.md", Map.of(), "Twice the same.");
        DocumentId second = content.commit(changed, "second.md", Map.of(), "Twice the same, nearly.");
        content.execute("""
                UPDATE documents SET duplicate_of = ?, chunk_count = 0, file_name = 'second.md', file_path = '/a/second.md',
                    file_size = 15, stripped_characters = 3 WHERE id = ?
                """, first.value(), second.value());
        JsonNode duplicate = http.get(DOCUMENTS + "/second.md").json();
        assertThat(duplicate.get("duplicate_of").asString()).isEqualTo(first.toString());
        assertThat(duplicate.get("file_name").asString()).isEqualTo("second.md");
        assertThat(duplicate.get("file_path").asString()).isEqualTo("/a/second.md");
        assertThat(duplicate.get("file_size").asInt()).isEqualTo(15);
        assertThat(duplicate.get("stripped_characters").asInt()).isEqualTo(3);

        content.execute(
                "UPDATE documents SET status = 'FAILED', error_code = 'embedding-rejected', error_message = 'Too long.' WHERE id = ?",
                second.value());
        JsonNode failed =
                http.get(DOCUMENTS + "?status=FAILED").json().get("items").get(0);
        assertThat(failed.get("error_code").asString()).isEqualTo("embedding-rejected");
        assertThat(failed.get("error_message").asString()).isEqualTo("Too long.");

        JsonNode purged = http.get(DOCUMENTS + "/notes/purged.md").json();
        assertThat(purged.get("deleted").asBoolean()).isTrue();
        assertThat(purged.get("deleted_at").asString()).isNotBlank();
        assertThat(purged.get("purged_at").asString()).isNotBlank();
    }

    @Test
    void publishedFileIsInTheEvent() {
        DocumentEvent event = published(http.put(
                DOCUMENTS + "/filed.md",
                "{\"content\":\"A.\",\"file_name\":\"filed.md\",\"file_path\":\"/x/filed.md\",\"file_size\":2}"));
        assertThat(event.getFileName()).isEqualTo("filed.md");
        assertThat(event.getFilePath()).isEqualTo("/x/filed.md");
        assertThat(event.getFileSize()).isEqualTo(2);
        assertThat(code(http.put(DOCUMENTS + "/filed.md", "{\"content\":\"A.\",\"file_size\":-1}"), 422))
                .isEqualTo("validation-failed");
    }

    private static DocumentEvent published(HttpCalls.Answer answer) {
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(202);
        return PublishedEvents.published(server, answer.json().get("event_id").asString());
    }

    private static String code(HttpCalls.Answer answer, int status) {
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(status);
        return answer.json().get("code").asString();
    }

    private static void deleted(String source) throws Exception {
        DocumentId id = content.commit(changed, source, Map.of(), "Kept until it is purged: " + source);
        content.execute("DELETE FROM chunks WHERE document_id = ?", id.value());
        content.execute(
                "UPDATE documents SET status = 'DELETED', deleted_at = now(), chunk_count = 0 WHERE id = ?",
                id.value());
    }
}
