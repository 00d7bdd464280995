package io.millrace.query.document;

import io.millrace.query.access.Caller;
import io.millrace.query.collection.CollectionDirectory;
import io.millrace.query.collection.CollectionRow;
import io.millrace.query.listing.Cursor;
import io.millrace.query.listing.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Reads of {@code /v1/collections/{collection}/documents}. */
@Tag(name = "documents")
@RestController
@RequestMapping(path = "/v1/collections/{collection}/documents", produces = MediaType.APPLICATION_JSON_VALUE)
class DocumentController {

    private static final int MAX_PAGE = 500;

    private final CollectionDirectory collections;
    private final DocumentTarget.Resolver targets;
    private final DocumentStore store;

    DocumentController(CollectionDirectory collections, DocumentTarget.Resolver targets, DocumentStore store) {
        this.collections = collections;
        this.targets = targets;
        this.store = store;
    }

    @Operation(
            operationId = "listDocuments",
            summary = "Documents, in the order of their sources",
            description = "Deleted ones are listed only when that is asked for.")
    @GetMapping
    Page<DocumentResource> list(
            @Parameter(hidden = true) Caller caller,
            @PathVariable String collection,
            @RequestParam(required = false) @Nullable String cursor,
            @Parameter(description = "1 to 500.") @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable DocumentStatus status,
            @Parameter(description = "Only sources that begin so.") @RequestParam(required = false) @Nullable
                    String prefix,
            @Parameter(
                            description = "Also deleted documents, or only those.",
                            schema = @Schema(allowableValues = {"include", "only"}))
                    @RequestParam(required = false)
                    @Nullable
                    String deleted,
            @Parameter(description = "Only this media type, such as text/markdown.")
                    @RequestParam(name = "mime_type", required = false)
                    @Nullable
                    String mimeType) {
        CollectionRow row = collections.require(caller, collection);
        int most = Cursor.limit(limit, MAX_PAGE);
        DocumentFilter filter = DocumentFilter.of(prefix, status, deleted, mimeType);
        List<DocumentResource> rows = store.list(caller, row, Cursor.key(cursor), filter, most + 1);
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
}
