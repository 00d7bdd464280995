package io.millrace.query.permission;

import io.millrace.query.access.Caller;
import io.millrace.query.access.Role;
import io.millrace.query.collection.CollectionDirectory;
import io.millrace.query.collection.CollectionRow;
import io.millrace.query.listing.Cursor;
import io.millrace.query.listing.Page;
import io.millrace.query.permission.PermissionStore.Outcome;
import io.millrace.query.problem.ProblemCode;
import io.millrace.query.problem.ProblemException;
import io.millrace.query.problem.Violations;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/collections/{collection}/permissions} and {@code /owner}. */
@Tag(name = "permissions")
@RestController
@RequestMapping(path = "/v1/collections/{collection}", produces = MediaType.APPLICATION_JSON_VALUE)
class PermissionController {

    private static final int MAX_PAGE = 500;

    private final CollectionDirectory collections;
    private final PermissionStore store;

    PermissionController(CollectionDirectory collections, PermissionStore store) {
        this.collections = collections;
        this.store = store;
    }

    @Operation(operationId = "listPermissions", summary = "Who may do what, in the order of user names. For admins")
    @GetMapping("/permissions")
    Page<PermissionResource> list(
            @Parameter(hidden = true) Caller caller,
            @PathVariable String collection,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = "50") int limit) {
        CollectionRow row = collections.require(caller, collection);
        int most = Cursor.limit(limit, MAX_PAGE);
        return Page.of(
                store.list(caller, row, Cursor.key(cursor), most + 1), most, PermissionResource::username, p -> p);
    }

    @Operation(operationId = "getPermission", summary = "What a user may do. For admins")
    @GetMapping("/permissions/{user}")
    PermissionResource get(
            @Parameter(hidden = true) Caller caller, @PathVariable String collection, @PathVariable String user) {
        return store.find(caller, collections.require(caller, collection), user).orElseThrow(() -> none(user));
    }

    @Operation(operationId = "putPermission", summary = "Makes a user a reader, writer or admin. For admins")
    @PutMapping("/permissions/{user}")
    PermissionResource put(
            @Parameter(hidden = true) Caller caller,
            @PathVariable String collection,
            @PathVariable String user,
            @RequestBody PermissionRequest request) {
        CollectionRow row = collections.require(caller, collection);
        Role role = request.validated();
        requireDone(store.put(caller, row, user, role), row, user);
        collections.forget(row);
        return store.find(caller, row, user).orElseThrow(() -> none(user));
    }

    @Operation(operationId = "deletePermission", summary = "Takes a user's permission away. For admins")
    @ApiResponse(responseCode = "204", description = "Taken away")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @DeleteMapping("/permissions/{user}")
    void delete(@Parameter(hidden = true) Caller caller, @PathVariable String collection, @PathVariable String user) {
        CollectionRow row = collections.require(caller, collection);
        if (!store.delete(caller, row, user)) {
            throw none(user);
        }
        collections.forget(row);
    }

    @Operation(
            operationId = "putOwner",
            summary = "Gives the collection away. For its owner",
            description = "The old owner stays an admin.")
    @ApiResponse(responseCode = "204", description = "Given away")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @PutMapping("/owner")
    void owner(
            @Parameter(hidden = true) Caller caller,
            @PathVariable String collection,
            @RequestBody OwnerRequest request) {
        CollectionRow row = collections.require(caller, collection);
        Violations violations = new Violations();
        violations.require(request.username() != null, "/username", "username must be given.");
        violations.throwIfAny();
        String username = String.valueOf(request.username());
        requireDone(store.transfer(caller, row, username), row, username);
        collections.forget(row);
    }

    private void requireDone(Outcome outcome, CollectionRow row, String user) {
        switch (outcome) {
            case DONE -> {}
            case NO_USER ->
                throw new ProblemException(ProblemCode.USER_NOT_FOUND, "there is no user '" + shown(user) + "'.");
            case IS_OWNER ->
                throw new ProblemException(
                        ProblemCode.USER_IMMUTABLE,
                        "'" + shown(user) + "' owns the collection and may do everything: give it away at /owner.");
            case NOT_PERMITTED -> throw collections.notFound(row.name());
        }
    }

    private static ProblemException none(String user) {
        return new ProblemException(
                ProblemCode.PERMISSION_NOT_FOUND,
                "'" + shown(user) + "' has no permission of its own here: list them at /permissions.");
    }

    private static String shown(String user) {
        return user.length() <= 100 ? user : user.substring(0, 100) + "…";
    }
}
