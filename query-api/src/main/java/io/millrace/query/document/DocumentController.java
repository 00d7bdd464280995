package io.millrace.query.document;

import io.millrace.query.access.Caller;
import io.millrace.query.collection.CollectionDirectory;
import io.millrace.query.collection.CollectionRow;
import io.millrace.query.listing.Cursor;
import io.millrace.query.listing.Page;
import io.millrace.query.problem.ProblemCode;
import io.millrace.query.problem.ProblemException;
import io.millrace.query.problem.Violation;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/collections/{collection}/documents}. */
@Tag(name = "documents")
@RestController
@RequestMapping(path = "/v1/collections/{collection}/documents", produces = MediaType.APPLICATION_JSON_VALUE)
class DocumentController {

    private static final int MAX_PAGE = 500;
    private static final int MAX_EVENT_ID = 128;

    private final CollectionDirectory collections;
    private final DocumentTarget.Resolver targets;
    private final DocumentStore store;
    private final DocumentPublisher publisher;

    DocumentController(
            CollectionDirectory collections,
            DocumentTarget.Resolver targets,
            DocumentStore store,
            DocumentPublisher publisher) {
        this.collections = collections;
        this.targets = targets;
        this.store = store;
        this.publisher = publisher;
    }

    @Operation(
            operationId = "listDocuments",
            summary = "Documents, in the order of their sources",
            description = "Deleted ones are listed only with status=DELETED.")
    @GetMapping
    Page<DocumentResource> list(
            @Parameter(hidden = true) Caller caller,
            @PathVariable String collection,
            @RequestParam(required = false) @Nullable String cursor,
            @Parameter(description = "1 to 500.") @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable DocumentStatus status,
            @Parameter(description = "Only sources that begin so.") @RequestParam(required = false) @Nullable
                    String prefix) {
        CollectionRow row = collections.require(caller, collection);
        int most = Cursor.limit(limit, MAX_PAGE);
        List<DocumentResource> rows = store.list(caller, row, Cursor.key(cursor), prefix, status, most + 1);
        return Page.of(rows, most, DocumentResource::source, r -> r);
    }

    @Operation(operationId = "getDocument", summary = "One document, by id or source")
    @DocumentInPath
    @ApiResponse(responseCode = "200", content = @Content(schema = @Schema(oneOf = DocumentResource.class)))
    @GetMapping("/{*document}")
    Object get(
            @Parameter(hidden = true) Caller caller,
            @PathVariable String collection,
            @RequestParam(name = "include_content", defaultValue = "false") boolean includeContent,
            @Parameter(hidden = true) @RequestParam(required = false) @Nullable String cursor,
            @Parameter(hidden = true) @RequestParam(defaultValue = "100") int limit,
            @Parameter(hidden = true) HttpServletRequest request) {
        DocumentTarget target = targets.resolve(caller, collection, request);
        return target.isChunks()
                ? target.chunks(cursor, Cursor.limit(limit, MAX_PAGE))
                : target.require(includeContent);
    }

    @Operation(operationId = "listChunks", summary = "The chunks of a document, in its order")
    @DocumentInPath
    @GetMapping("/{document}/chunks")
    Page<ChunkResource> chunks(
            @Parameter(hidden = true) Caller caller,
            @PathVariable String collection,
            @RequestParam(required = false) @Nullable String cursor,
            @Parameter(description = "1 to 500.") @RequestParam(defaultValue = "100") int limit,
            @Parameter(hidden = true) HttpServletRequest request) {
        return targets.resolve(caller, collection, request).chunks(cursor, Cursor.limit(limit, MAX_PAGE));
    }

    @Operation(
            operationId = "putDocument",
            summary = "Publishes the new state of a document",
            description =
                    "Answers once all replicas of the documents topic have the event. A document may also be sent raw, "
                            + "as text/markdown or text/plain, with title and sequence as parameters. Idempotency-Key becomes the "
                            + "event's id.")
    @ApiResponse(responseCode = "202", description = "Sent; Location says where to watch")
    @PutMapping(path = "/{*document}", consumes = MediaType.APPLICATION_JSON_VALUE)
    @DocumentInPath
    ResponseEntity<AcceptedChange> put(
            @Parameter(hidden = true) Caller caller,
            @PathVariable String collection,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String idempotencyKey,
            @RequestBody DocumentRequest body,
            @Parameter(hidden = true) HttpServletRequest request) {
        body.validate();
        return publish(
                targets.resolve(caller, collection, request),
                idempotencyKey,
                (row, source, eventId) -> publisher.upsert(caller, row, source, eventId, body));
    }

    @Operation(hidden = true)
    @PutMapping(
            path = "/{*document}",
            consumes = {MediaType.TEXT_MARKDOWN_VALUE, MediaType.TEXT_PLAIN_VALUE})
    ResponseEntity<AcceptedChange> putRaw(
            Caller caller,
            @PathVariable String collection,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String idempotencyKey,
            @RequestHeader("Content-Type") MediaType type,
            @RequestParam(required = false) @Nullable String title,
            @RequestParam(required = false) @Nullable Long sequence,
            @RequestBody byte[] body,
            HttpServletRequest request) {
        String mimeType = type.getType() + "/" + type.getSubtype();
        return put(
                caller,
                collection,
                idempotencyKey,
                new DocumentRequest(utf8(body), title, mimeType, null, sequence, null),
                request);
    }

    @Operation(
            operationId = "deleteDocument",
            summary = "Publishes the deletion of a document",
            description = "A source that is not known is deleted all the same: its document may be on its way.")
    @ApiResponse(responseCode = "202", description = "Sent; Location says where to watch")
    @DocumentInPath
    @DeleteMapping("/{*document}")
    ResponseEntity<AcceptedChange> delete(
            @Parameter(hidden = true) Caller caller,
            @PathVariable String collection,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String idempotencyKey,
            @Parameter(hidden = true) HttpServletRequest request) {
        return publish(
                targets.resolve(caller, collection, request),
                idempotencyKey,
                (row, source, eventId) -> publisher.delete(caller, row, source, eventId));
    }

    private interface Change {
        void send(CollectionRow collection, String source, String eventId);
    }

    private static ResponseEntity<AcceptedChange> publish(
            DocumentTarget target, @Nullable String idempotencyKey, Change change) {
        String source = target.source();
        String eventId = eventId(idempotencyKey);
        change.send(target.collection(), source, eventId);
        AcceptedChange accepted = target.accepted(source, eventId);
        return ResponseEntity.accepted().location(URI.create(accepted.watch())).body(accepted);
    }

    private static String eventId(@Nullable String idempotencyKey) {
        if (idempotencyKey == null) {
            return UUID.randomUUID().toString();
        }
        if (idempotencyKey.isBlank() || idempotencyKey.length() > MAX_EVENT_ID) {
            String detail = "Idempotency-Key must have 1 to 128 characters.";
            throw new ProblemException(
                    ProblemCode.VALIDATION_FAILED, detail, List.of(new Violation("Idempotency-Key", detail)));
        }
        return idempotencyKey;
    }

    private static String utf8(byte[] body) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException e) {
            String detail = "the body is not UTF-8.";
            throw new ProblemException(ProblemCode.VALIDATION_FAILED, detail, List.of(new Violation("", detail)));
        }
    }
}
