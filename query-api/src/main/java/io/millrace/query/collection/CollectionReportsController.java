package io.millrace.query.collection;

import io.millrace.query.access.Caller;
import io.millrace.query.collection.CollectionReports.AuditEntry;
import io.millrace.query.collection.CollectionReports.Progress;
import io.millrace.query.collection.CollectionReports.Source;
import io.millrace.query.listing.Cursor;
import io.millrace.query.listing.Page;
import io.millrace.query.listing.TypedCursor;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What feeds a collection, how far it is, and what was done to it. */
@Tag(name = "collections")
@RestController
@RequestMapping(path = "/v1/collections/{collection}", produces = MediaType.APPLICATION_JSON_VALUE)
class CollectionReportsController {

    private static final int MAX_PAGE = 500;

    private final CollectionDirectory collections;
    private final CollectionReports reports;

    CollectionReportsController(CollectionDirectory collections, CollectionReports reports) {
        this.collections = collections;
        this.reports = reports;
    }

    @Operation(operationId = "listCollectionSources", summary = "Where a collection's documents come from")
    @GetMapping("/sources")
    Page<Source> sources(
            @Parameter(hidden = true) Caller caller,
            @PathVariable String collection,
            @RequestParam(required = false) @Nullable String cursor,
            @Parameter(description = "1 to 500.") @RequestParam(defaultValue = "50") int limit) {
        CollectionRow row = collections.require(caller, collection);
        int most = Cursor.limit(limit, MAX_PAGE);
        String after = cursor == null ? null : Cursor.key(cursor);
        return Page.of(reports.sources(caller, row, after, most + 1), most, Source::prefix, source -> source);
    }

    @Operation(operationId = "getCollectionProgress", summary = "How many of a collection's documents are searchable")
    @GetMapping("/progress")
    Progress progress(@Parameter(hidden = true) Caller caller, @PathVariable String collection) {
        return reports.progress(caller, collections.require(caller, collection))
                .orElseThrow(() -> CollectionDirectory.missing(collection));
    }

    @Operation(
            operationId = "listCollectionAuditLogs",
            summary = "What was done to a collection and its documents, the newest first. For admins")
    @GetMapping("/audit-logs")
    Page<AuditEntry> auditLogs(
            @Parameter(hidden = true) Caller caller,
            @PathVariable String collection,
            @RequestParam(required = false) @Nullable String cursor,
            @Parameter(description = "1 to 500.") @RequestParam(defaultValue = "50") int limit) {
        CollectionRow row = collections.require(caller, collection);
        int most = Cursor.limit(limit, MAX_PAGE);
        return Page.of(
                reports.auditLog(caller, row, TypedCursor.before(cursor), most + 1),
                most,
                AuditEntry::id,
                entry -> entry);
    }
}
