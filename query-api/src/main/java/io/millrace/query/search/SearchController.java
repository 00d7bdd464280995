package io.millrace.query.search;

import io.millrace.query.access.Caller;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** {@code POST /v1/search}. */
@Tag(name = "search")
@RestController
class SearchController {

    private final SearchService service;

    SearchController(SearchService service) {
        this.service = service;
    }

    @Operation(
            operationId = "search",
            summary = "Finds the chunks nearest to a query",
            description =
                    "Every hit is read from PostgreSQL as this caller before it is shown: what was deleted or may not "
                            + "be seen is never in the answer, whatever the index still holds.")
    @PostMapping(
            path = "/v1/search",
            consumes = MediaType.APPLICATION_JSON_VALUE,
            produces = MediaType.APPLICATION_JSON_VALUE)
    SearchAnswer search(@Parameter(hidden = true) Caller caller, @RequestBody SearchRequest request)
            throws InterruptedException {
        return service.search(caller, request);
    }
}
