package io.millrace.query.erasure;

import io.millrace.query.access.Caller;
import io.millrace.query.listing.Cursor;
import io.millrace.query.listing.Page;
import io.millrace.query.problem.ProblemCode;
import io.millrace.query.problem.ProblemException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/erasures}, for superusers. */
@Tag(name = "erasures")
@RestController
@RequestMapping(path = "/v1/erasures", produces = MediaType.APPLICATION_JSON_VALUE)
class ErasureController {

    private static final int MAX_PAGE = 500;

    private final ErasureStore store;

    ErasureController(ErasureStore store) {
        this.store = store;
    }

    @Operation(
            operationId = "createErasure",
            summary = "Erases a user or a document from every store. For superusers",
            description =
                    "The user can do nothing from now on. The rest is done in the background, and cannot be undone: "
                            + "the receipt says of each store what was found, and by when it is gone from its files.")
    @ApiResponse(responseCode = "200", description = "A dry run: nothing was changed")
    @ApiResponse(responseCode = "202", description = "It has begun, or had begun already")
    @PostMapping
    ResponseEntity<ErasureResource> create(
            @Parameter(hidden = true) Caller caller, @RequestBody ErasureRequest request) {
        request.validate();
        ErasureResource erasure = store.begin(caller, request);
        return erasure.id() == null
                ? ResponseEntity.ok(erasure)
                : ResponseEntity.accepted()
                        .location(URI.create("/v1/erasures/" + erasure.id()))
                        .body(erasure);
    }

    @Operation(operationId = "listErasures", summary = "Erasures, the newest first. For superusers")
    @GetMapping
    Page<ErasureResource> list(
            @Parameter(hidden = true) Caller caller,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = "50") int limit) {
        int most = Cursor.limit(limit, MAX_PAGE);
        return Page.of(
                store.list(caller, Cursor.key(cursor), most + 1),
                most,
                erasure -> Objects.requireNonNull(erasure.id()),
                erasure -> erasure);
    }

    @Operation(operationId = "getErasure", summary = "One erasure with its receipt. For superusers")
    @GetMapping("/{erasure}")
    ErasureResource get(@Parameter(hidden = true) Caller caller, @PathVariable UUID erasure) {
        return store.find(caller, erasure)
                .orElseThrow(() -> new ProblemException(
                        ProblemCode.ERASURE_NOT_FOUND,
                        "there is no erasure " + erasure + ": list them at /v1/erasures."));
    }
}
