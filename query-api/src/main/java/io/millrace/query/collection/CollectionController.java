package io.millrace.query.collection;

import io.millrace.query.access.Caller;
import io.millrace.query.listing.Cursor;
import io.millrace.query.listing.Page;
import io.millrace.query.problem.ProblemCode;
import io.millrace.query.problem.ProblemException;
import io.millrace.query.problem.Violation;
import io.millrace.schemas.id.CollectionId;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/collections}. */
@Tag(name = "collections")
@RestController
@RequestMapping(path = "/v1/collections", produces = MediaType.APPLICATION_JSON_VALUE)
class CollectionController {

    private static final int MAX_PAGE = 500;
    private static final Duration MAX_WAIT = Duration.ofSeconds(30);

    private final CollectionService service;
    private final CollectionStore store;
    private final CollectionReports reports;

    CollectionController(CollectionService service, CollectionStore store, CollectionReports reports) {
        this.service = service;
        this.store = store;
        this.reports = reports;
    }

    @Operation(operationId = "listCollections", summary = "Collections, in the order of their names")
    @GetMapping
    Page<CollectionResource> list(
            @Parameter(hidden = true) Caller caller,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = "50") int limit) {
        int most = Cursor.limit(limit, MAX_PAGE);
        List<CollectionRow> rows = store.list(caller, Cursor.key(cursor), most + 1);
        Map<CollectionId, CollectionCounts> counts = reports.counts(caller, rows);
        return Page.of(
                rows, most, CollectionRow::name, row -> CollectionResource.of(row, row.status(), counts.get(row.id())));
    }

    @Operation(operationId = "getCollection", summary = "One collection, by name or id")
    @GetMapping("/{collection}")
    CollectionResource get(@Parameter(hidden = true) Caller caller, @PathVariable String collection) {
        CollectionRow row = store.find(caller, collection).orElseThrow(() -> CollectionDirectory.missing(collection));
        return CollectionResource.of(
                row, row.status(), reports.counts(caller, List.of(row)).get(row.id()));
    }

    @Operation(
            operationId = "putCollection",
            summary = "Creates a collection, or changes its description, chunking, visibility or meta",
            description =
                    "The model, dimension, distance, quantization and topic_partitions are fixed at creation. With "
                            + "'wait' the answer comes when the collection is READY, or after that time.")
    @ApiResponse(responseCode = "200", description = "It existed; it is now as asked")
    @ApiResponse(responseCode = "201", description = "Created")
    @PutMapping("/{collection}")
    ResponseEntity<CollectionResource> put(
            @Parameter(hidden = true) Caller caller,
            @PathVariable String collection,
            @Parameter(description = "At most 30s, such as 5s or 500ms.") @RequestParam(required = false) @Nullable
                    String wait,
            @RequestBody(required = false) @Nullable CollectionRequest request)
            throws InterruptedException {
        Duration bound = wait(wait);
        CollectionService.Applied applied =
                service.apply(caller, collection, request == null ? CollectionRequest.EMPTY : request);
        CollectionRow row = bound.isPositive() ? service.awaitReady(caller, applied.row(), bound) : applied.row();
        CollectionResource resource = CollectionResource.of(row);
        return applied.created()
                ? ResponseEntity.created(URI.create("/v1/collections/" + row.name()))
                        .body(resource)
                : ResponseEntity.ok(resource);
    }

    @Operation(
            operationId = "deleteCollection",
            summary = "Deletes a collection",
            description = "Nothing of it is found from now on; its index is dropped in the background.")
    @ApiResponse(responseCode = "202", description = "Deleted; its index is being dropped")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @DeleteMapping("/{collection}")
    CollectionResource delete(@Parameter(hidden = true) Caller caller, @PathVariable String collection) {
        return CollectionResource.of(service.delete(caller, collection), CollectionStatus.DELETED, null);
    }

    @Operation(
            operationId = "archiveCollection",
            summary = "Archives a collection",
            description = "It is searched as before, and takes no changes of documents. One that is archived stays so.")
    @PostMapping("/{collection}/archive")
    CollectionResource archive(@Parameter(hidden = true) Caller caller, @PathVariable String collection) {
        return CollectionResource.of(service.archive(caller, collection));
    }

    @Operation(operationId = "unarchiveCollection", summary = "Lets an archived collection take documents again")
    @PostMapping("/{collection}/unarchive")
    CollectionResource unarchive(@Parameter(hidden = true) Caller caller, @PathVariable String collection) {
        return CollectionResource.of(service.unarchive(caller, collection));
    }

    private static Duration wait(@Nullable String text) {
        if (text == null) {
            return Duration.ZERO;
        }
        try {
            Duration wait = DurationStyle.detectAndParse(text);
            if (!wait.isNegative() && wait.compareTo(MAX_WAIT) <= 0) {
                return wait;
            }
        } catch (IllegalArgumentException e) {
            throw badWait();
        }
        throw badWait();
    }

    private static ProblemException badWait() {
        String detail = "wait must be a time of at most 30s, such as 5s or 500ms.";
        return new ProblemException(ProblemCode.VALIDATION_FAILED, detail, List.of(new Violation("wait", detail)));
    }
}
