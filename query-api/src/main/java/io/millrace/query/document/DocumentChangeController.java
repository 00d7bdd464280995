package io.millrace.query.document;

import io.millrace.query.access.Caller;
import io.millrace.query.collection.CollectionRoom;
import io.millrace.query.collection.CollectionRow;
import io.millrace.query.problem.ProblemCode;
import io.millrace.query.problem.ProblemException;
import io.millrace.query.problem.Violation;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Changes of {@code /v1/collections/{collection}/documents}: each is an event in the documents topic when it is answered. */
@Tag(name = "documents")
@RestController
@RequestMapping(path = "/v1/collections/{collection}/documents", produces = MediaType.APPLICATION_JSON_VALUE)
class DocumentChangeController {

    private static final int MAX_EVENT_ID = 128;
    private static final String RESTORE = "/restore";

    private final DocumentTarget.Resolver targets;
    private final DocumentPublisher publisher;
    private final CollectionRoom room;

    DocumentChangeController(DocumentTarget.Resolver targets, DocumentPublisher publisher, CollectionRoom room) {
        this.targets = targets;
        this.room = room;
        this.publisher = publisher;
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
        DocumentTarget target = targets.resolve(caller, collection, request);
        room.require(caller, target.collection(), body.bytes(), target::heldBytes);
        return publish(
                target, idempotencyKey, (row, source, eventId) -> publisher.upsert(caller, row, source, eventId, body));
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
                new DocumentRequest(utf8(body), title, mimeType, null, sequence, null, null, null, null),
                request);
    }

    @Operation(
            operationId = "describeDocument",
            summary = "Publishes another title or other metadata of a document",
            description =
                    "Its content stays as it is, and nothing is embedded. What is absent is taken from the document "
                            + "as it is now; a change that is still on its way is not known yet: give both to be sure of both.")
    @ApiResponse(responseCode = "202", description = "Sent; Location says where to watch")
    @PatchMapping(path = "/{*document}", consumes = MediaType.APPLICATION_JSON_VALUE)
    @DocumentInPath
    ResponseEntity<AcceptedChange> describe(
            @Parameter(hidden = true) Caller caller,
            @PathVariable String collection,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String idempotencyKey,
            @RequestBody DocumentDescription body,
            @Parameter(hidden = true) HttpServletRequest request) {
        body.validate();
        DocumentTarget target = targets.resolve(caller, collection, request);
        target.requireOpen();
        DocumentResource now = target.requireLive();
        String title = body.title() == null ? now.title() : body.title().isEmpty() ? null : body.title();
        Map<String, String> metadata = body.metadata() == null ? text(now.metadata()) : body.metadata();
        return publish(
                target,
                idempotencyKey,
                (row, source, eventId) -> publisher.describe(caller, row, source, eventId, title, metadata, body));
    }

    @Operation(
            operationId = "deleteDocument",
            summary = "Publishes the deletion of a document",
            description =
                    "It can be restored until it is purged, which happens after the retention period, or at once with "
                            + "purge=true. A source that is not known is deleted all the same: its document may be on its way.")
    @ApiResponse(responseCode = "202", description = "Sent; Location says where to watch")
    @DocumentInPath
    @DeleteMapping("/{*document}")
    ResponseEntity<AcceptedChange> delete(
            @Parameter(hidden = true) Caller caller,
            @PathVariable String collection,
            @Parameter(description = "Whether its content is to be gone for good.")
                    @RequestParam(defaultValue = "false")
                    boolean purge,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String idempotencyKey,
            @Parameter(hidden = true) HttpServletRequest request) {
        return publish(
                targets.resolve(caller, collection, request),
                idempotencyKey,
                purge ? purging(caller) : deleting(caller));
    }

    @Operation(
            operationId = "restoreDocument",
            summary = "Publishes that a deleted document is to be there again, as it was",
            description = "Nothing is embedded. One that was purged cannot be restored.")
    @ApiResponse(responseCode = "202", description = "Sent; Location says where to watch")
    @DocumentInPath
    @PostMapping("/{document}" + RESTORE)
    ResponseEntity<AcceptedChange> restore(
            @Parameter(hidden = true) Caller caller,
            @PathVariable String collection,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String idempotencyKey,
            @Parameter(hidden = true) HttpServletRequest request) {
        DocumentTarget target =
                targets.resolve(caller, collection, DocumentPath.before(request.getRequestURI(), RESTORE));
        target.requireOpen();
        DocumentResource kept = target.requireRestorable();
        room.require(caller, target.collection(), kept.contentBytes(), target::heldBytes);
        return publish(
                target, idempotencyKey, (row, source, eventId) -> publisher.restore(caller, row, source, eventId));
    }

    /** The same, of a source whose slashes are plain. */
    @Operation(hidden = true)
    @PostMapping("/{*document}")
    ResponseEntity<AcceptedChange> restorePlain(
            Caller caller,
            @PathVariable String collection,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String idempotencyKey,
            HttpServletRequest request) {
        return restore(caller, collection, idempotencyKey, request);
    }

    private interface Change {
        void send(CollectionRow collection, String source, String eventId);
    }

    private Change deleting(Caller caller) {
        return (row, source, eventId) -> publisher.delete(caller, row, source, eventId);
    }

    private Change purging(Caller caller) {
        return (row, source, eventId) -> publisher.purge(caller, row, source, eventId);
    }

    private static ResponseEntity<AcceptedChange> publish(
            DocumentTarget target, @Nullable String idempotencyKey, Change change) {
        target.requireOpen();
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

    private static Map<String, String> text(Map<String, Object> stored) {
        Map<String, String> metadata = new HashMap<>();
        stored.forEach((key, value) -> metadata.put(key, String.valueOf(value)));
        return metadata;
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
