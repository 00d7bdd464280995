package io.millrace.query.apikey;

import io.millrace.query.access.ApiKey;
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
import java.time.Clock;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/api-keys}. */
@Tag(name = "api keys")
@RestController
@RequestMapping(path = "/v1/api-keys", produces = MediaType.APPLICATION_JSON_VALUE)
class ApiKeyController {

    private static final int MAX_PAGE = 500;

    private final ApiKeyStore store;
    private final Clock clock;

    ApiKeyController(ApiKeyStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    @Operation(
            operationId = "createApiKey",
            summary = "Makes a key",
            description = "The key is in this answer and nowhere else: what is kept of it is a hash.")
    @ApiResponse(responseCode = "201", description = "Created")
    @PostMapping
    ResponseEntity<ApiKeyResource> create(@Parameter(hidden = true) Caller caller, @RequestBody ApiKeyRequest request) {
        request.validate(caller, clock.instant());
        String text = ApiKey.generate();
        ApiKeyResource made = store.insert(caller, request, ApiKey.parse(text));
        return ResponseEntity.created(URI.create("/v1/api-keys/" + made.id()))
                .cacheControl(CacheControl.noStore())
                .body(made.with(text));
    }

    @Operation(operationId = "listApiKeys", summary = "Your keys, also those that are revoked")
    @GetMapping
    Page<ApiKeyResource> list(
            @Parameter(hidden = true) Caller caller,
            @Parameter(description = "Somebody else's. For superusers.") @RequestParam(required = false) @Nullable
                    String username,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = "50") int limit) {
        if (username != null && !caller.superuser()) {
            throw new ProblemException(
                    ProblemCode.FORBIDDEN, "only a superuser sees keys of others: leave username out.");
        }
        int most = Cursor.limit(limit, MAX_PAGE);
        return Page.of(
                store.list(caller, username, Cursor.key(cursor), most + 1), most, ApiKeyResource::prefix, key -> key);
    }

    @Operation(
            operationId = "revokeApiKey",
            summary = "Revokes a key",
            description = "It is refused within five seconds, for ever.")
    @ApiResponse(responseCode = "204", description = "Revoked")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @DeleteMapping("/{key}")
    void revoke(@Parameter(hidden = true) Caller caller, @PathVariable UUID key) {
        if (!store.revoke(caller, key)) {
            throw new ProblemException(
                    ProblemCode.API_KEY_NOT_FOUND, "there is no such key of yours: list them at /v1/api-keys.");
        }
    }
}
