package io.millrace.query.querylog;

import io.millrace.query.access.Caller;
import io.millrace.query.listing.Cursor;
import io.millrace.query.listing.Page;
import io.millrace.query.listing.TypedCursor;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /v1/query-logs}. */
@Tag(name = "search")
@RestController
class QueryLogController {

    private static final int MAX_PAGE = 200;

    private final QueryLogRows rows;

    QueryLogController(QueryLogRows rows) {
        this.rows = rows;
    }

    @Operation(
            operationId = "listQueryLogs",
            summary = "Your own searches, the newest first",
            description = "A search is here about a second after its answer. Under load some are left out.")
    @GetMapping(path = "/v1/query-logs", produces = MediaType.APPLICATION_JSON_VALUE)
    Page<LoggedQueryResource> list(
            @Parameter(hidden = true) Caller caller,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = "50") int limit) {
        int most = Cursor.limit(limit, MAX_PAGE);
        return Page.of(
                rows.list(caller, TypedCursor.before(cursor), most + 1), most, LoggedQueryResource::id, row -> row);
    }
}
